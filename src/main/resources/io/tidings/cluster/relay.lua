-- Sends frames to the channels of instances, and returns for each: 0 sent, 1 nobody listens, 2 the
-- instance holds no lease.
--
-- KEYS  1 the leases
-- ARGV  1 prefix of the channels
--       then, as often as needed: the instance, 'lease' when it must hold one, the frame
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local fates = {}
for i = 2, #ARGV, 3 do
  local lease = redis.call('ZSCORE', KEYS[1], ARGV[i])
  if ARGV[i + 1] == 'lease' and (not lease or tonumber(lease) < now) then
    fates[#fates + 1] = 2
  elseif redis.call('PUBLISH', ARGV[1] .. ARGV[i], ARGV[i + 2]) == 0 then
    fates[#fates + 1] = 1
  else
    fates[#fates + 1] = 0
  end
end
return fates
