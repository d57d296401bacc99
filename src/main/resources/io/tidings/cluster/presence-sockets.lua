-- Returns instance, socket, instance, socket …: those whose JSON contains all the given texts, which
-- is less to send than all of them. The caller looks again: a text may be found in the wrong place.
--
-- ARGV  1 prefix of the presence keys   2 and on: the texts
local found = {}
for _, instance in ipairs(live) do
  for _, socket in ipairs(redis.call('HVALS', ARGV[1] .. instance .. ':sockets')) do
    local contains = true
    for i = 2, #ARGV do
      contains = contains and string.find(socket, ARGV[i], 1, true)
    end
    if contains then
      found[#found + 1] = instance
      found[#found + 1] = socket
    end
  end
end
return found
