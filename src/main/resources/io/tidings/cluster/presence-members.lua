-- Returns how many members a room has in all.
--
-- ARGV  1 prefix of the presence keys   2 the room's field
local members = 0
for _, instance in ipairs(live) do
  members = members + (redis.call('HGET', ARGV[1] .. instance .. ':rooms', ARGV[2]) or 0)
end
return members
