-- The ids of the instances that hold a lease. KEYS  1 the leases
local time = redis.call('TIME')
local live =
  redis.call('ZRANGEBYSCORE', KEYS[1], string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000)), '+inf')
