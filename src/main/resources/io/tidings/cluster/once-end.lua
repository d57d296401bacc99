-- Ends an attempt, unless it is another one's by now.
--
-- KEYS  1 what is known of the key, as in once-begin.lua
-- ARGV  1 name of the attempt   2 milliseconds for which the answer is remembered
--       3 'A' for an answer, 'T' for one that is not kept, nothing when nothing was done
--       4 the answer
local known = redis.call('GET', KEYS[1])
if known and known ~= 'P' .. ARGV[1] then
  return 0
end
if ARGV[3] ~= '' then
  redis.call('SET', KEYS[1], ARGV[3] .. ARGV[4], 'PX', ARGV[2])
else
  redis.call('DEL', KEYS[1])
end
return 1
