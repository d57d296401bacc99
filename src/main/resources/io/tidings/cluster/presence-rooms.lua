-- Returns room field, members, room field, members … of all instances; a room may come several times.
--
-- ARGV  1 prefix of the presence keys   2 what the fields begin with: namespace and NUL
local found = {}
for _, instance in ipairs(live) do
  local rooms = redis.call('HGETALL', ARGV[1] .. instance .. ':rooms')
  for i = 1, #rooms, 2 do
    if string.sub(rooms[i], 1, #ARGV[2]) == ARGV[2] then
      found[#found + 1] = rooms[i]
      found[#found + 1] = rooms[i + 1]
    end
  end
end
return found
