-- Removes an instance that stops. What it has left in presence is removed by presence-tidy.lua.
--
-- KEYS  1 the leases   2 the instances   3 those that have left presence behind
--       4 and on: the instance's other keys
-- ARGV  1 the instance
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[2], ARGV[1])
redis.call('SADD', KEYS[3], ARGV[1])
for i = 4, #KEYS do
  redis.call('UNLINK', KEYS[i])
end
return 1
