-- Returns where to go on, '0' at the end, and ids of sockets that an instance has written.
--
-- KEYS  1 the instance's sockets
-- ARGV  1 where to go on, '0' at first   2 about how many to return
local page = redis.call('HSCAN', KEYS[1], ARGV[1], 'COUNT', ARGV[2])
local found = {page[1]}
for i = 1, #page[2], 2 do
  found[#found + 1] = page[2][i]
end
return found
