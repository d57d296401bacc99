-- Renews an instance's lease, removes the instances whose lease ran out, and publishes a heartbeat.
-- Returns whether Redis knew the instance and what it has written, 1 or 0; whether instances have
-- left presence behind, 1 or 0; how many keys Redis has evicted; the bytes that it uses, and may use;
-- and of each instance that this removed three values: its id, its JSON ('' when it is lost), and for
-- how many milliseconds nothing was heard of it.
--
-- KEYS  1, 2 as in gone.lua   3 the instances   4 the instances that have left presence behind
--       5 number of this instance's last write of presence
-- ARGV  1 the instance   2 its JSON   3 milliseconds of a lease   4 milliseconds between heartbeats
--       5 the topic   6 the heartbeat   7 '1' when it has written presence
local self, lease, interval = ARGV[1], tonumber(ARGV[3]), tonumber(ARGV[4])
local own_run = run_of_redis()
local listed = redis.call('EXISTS', KEYS[1]) == 1
local dead = settled() and redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', string.format('(%.0f', now)) or {}
local known = redis.call('ZSCORE', KEYS[1], self)
local written = ARGV[7] ~= '1' or redis.call('EXISTS', KEYS[5]) == 1
local removed = {}
local memory, stats = redis.pcall('INFO', 'memory'), redis.pcall('INFO', 'stats')

-- A Redis that is full takes all of a script whose first write needs no memory. A heartbeat needs
-- little, and without it all would be gone.
redis.call('SREM', KEYS[4], self)
redis.call('ZADD', KEYS[1], string.format('%.0f', now + lease), self)
redis.call('HSET', KEYS[3], self, ARGV[2])
for _, instance in ipairs(dead) do
  if instance ~= self then
    removed[#removed + 1] = instance
    removed[#removed + 1] = redis.call('HGET', KEYS[3], instance) or ''
    removed[#removed + 1] = string.format('%.0f', lease - left_of_lease(instance))
    redis.call('ZREM', KEYS[1], instance)
    redis.call('HDEL', KEYS[3], instance)
    redis.call('SADD', KEYS[4], instance)
  end
end
-- Who lives needs a moment to be heard of again: to give up a call, to connect, and to try anew.
if not moment or not listed or run ~= own_run then
  moment = string.format('%.0f', now + lease * 3 / 4)
end
redis.call(
  'SET',
  KEYS[2],
  string.format('%s %s %.0f', moment, own_run, math.max(0, lease - interval * 5 / 2)),
  'PX',
  math.floor(lease / 2)
)
redis.call('PUBLISH', ARGV[5], ARGV[6])

local function figure(info, name)
  return type(info) == 'string' and string.match(info, '\n' .. name .. ':(%d+)') or '0'
end

local answer = {
  known and written and '1' or '0',
  redis.call('EXISTS', KEYS[4]) == 1 and '1' or '0',
  figure(stats, 'evicted_keys'),
  figure(memory, 'used_memory'),
  figure(memory, 'maxmemory'),
}
for _, value in ipairs(removed) do
  answer[#answer + 1] = value
end
return answer
