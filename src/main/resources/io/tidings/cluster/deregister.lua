-- Removes an instance that stops, and what it knew.
--
-- KEYS  1 the leases   2 the instances   3 and on: its other keys
-- ARGV  1 the instance
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[2], ARGV[1])
for i = 3, #KEYS do
  redis.call('UNLINK', KEYS[i])
end
return 1
