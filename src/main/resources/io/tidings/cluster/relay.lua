-- Sends frames to the channels of instances, and returns for each: 0 sent, 1 the instance is gone,
-- 2 nobody listens, but the instance may be there and listen again in a moment.
--
-- KEYS  1, 2 as in gone.lua
-- ARGV  1 prefix of the channels
--       then, as often as needed: the instance, 'lease' when it must hold one, the frame
local fates = {}
for i = 2, #ARGV, 3 do
  if ARGV[i + 1] == 'lease' and lapsed(ARGV[i]) then
    fates[#fates + 1] = 1
  elseif redis.call('PUBLISH', ARGV[1] .. ARGV[i], ARGV[i + 2]) > 0 then
    fates[#fates + 1] = 0
  else
    fates[#fates + 1] = silenced(ARGV[i]) and 1 or 2
  end
end
return fates
