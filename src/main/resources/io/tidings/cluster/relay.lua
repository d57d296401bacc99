-- Sends frames to the channels of instances, and returns for each: 0 sent, 1 nobody listens, 2 the
-- instance holds no lease, 3 nobody listens, but Redis has just begun to hear of instances.
--
-- KEYS  1 the leases   2 the moment from which an instance without a lease is gone
-- ARGV  1 prefix of the channels
--       then, as often as needed: the instance, 'lease' when it must hold one, the frame
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
-- Redis may have been away for longer than leases last, or have come back empty.
local settled = redis.call('GET', KEYS[2])
local unsettled = not settled or tonumber(settled) > now
local fates = {}
for i = 2, #ARGV, 3 do
  local lease = redis.call('ZSCORE', KEYS[1], ARGV[i])
  local expired = not lease or tonumber(lease) < now
  if ARGV[i + 1] == 'lease' and expired and not unsettled then
    fates[#fates + 1] = 2
  elseif redis.call('PUBLISH', ARGV[1] .. ARGV[i], ARGV[i + 2]) > 0 then
    fates[#fates + 1] = 0
  else
    fates[#fates + 1] = unsettled and 3 or 1
  end
end
return fates
