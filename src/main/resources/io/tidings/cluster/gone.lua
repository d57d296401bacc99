-- KEYS  1 the leases   2 the moment from which an instance without a lease is gone
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local settled = redis.call('GET', KEYS[2])
settled = settled and tonumber(settled) <= now

-- Whether an instance is gone for certain. Redis may have been away for longer than leases last, or
-- have come back empty: then nobody is, for a moment.
local function gone(instance)
  local lease = redis.call('ZSCORE', KEYS[1], instance)
  return settled and (not lease or tonumber(lease) < now)
end

