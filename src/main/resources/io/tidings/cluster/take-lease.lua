-- Takes a lease, unless an instance that is not gone holds it. Returns whether the caller holds it,
-- 1 or 0. Follows gone.lua.
--
-- KEYS  1, 2 as in gone.lua   3 the holders by the names of what they hold
-- ARGV  1 the name   2 the instance   3 prefix of the channels on which instances listen to each other
local holder = redis.call('HGET', KEYS[3], ARGV[1])
if holder and holder ~= ARGV[2] and not gone(holder, ARGV[3]) then
  return 0
end
if holder ~= ARGV[2] then
  redis.call('HSET', KEYS[3], ARGV[1], ARGV[2])
end
return 1
