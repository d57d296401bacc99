-- Returns the last id, and looks after the marks; see position.lua for what else it may return.
--
-- KEYS  1, 2 as in position.lua
-- ARGV  1 the last id that the caller has heard
--       2 1 when the caller saw that Redis lost data
--       3 milliseconds for which marks are kept
-- A Redis that is full takes all of a script whose first write needs no memory.
redis.call('PEXPIRE', KEYS[2], ARGV[3])
local last, lagging = position(ARGV[1])
if not last then
  return lagging
end
local forget = tonumber(ARGV[3])
if ARGV[2] == '1' or redis.call('HEXISTS', KEYS[2], '*') == 0 then
  redis.call('HSET', KEYS[2], '*', last)
end
redis.call('PEXPIRE', KEYS[2], ARGV[3])

-- Namespaces that were silent for so long are forgotten, and what was before them counts as missing.
local looked = redis.call('HGET', KEYS[2], '*looked')
if not looked or now - looked > forget / 16 then
  redis.call('HSET', KEYS[2], '*looked', string.format('%.0f', now))
  local all = redis.call('HGETALL', KEYS[2])
  local missing = redis.call('HGET', KEYS[2], '*')
  for i = 1, #all, 2 do
    local tail = string.match(all[i + 1], '^(%S+) ')
    if tail and parts(tail) < now - forget and redis.call('EXISTS', all[i]) == 0 then
      missing = behind(tail, missing) and tail or missing
      redis.call('HDEL', KEYS[2], all[i])
    end
  end
  redis.call('HSET', KEYS[2], '*', missing)
end
return last
