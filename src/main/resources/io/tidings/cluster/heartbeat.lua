-- Renews an instance's lease, removes the instances whose lease ran out, and publishes a heartbeat.
-- Returns 1, or 0 when Redis knew nothing of the instance, or of what it has written.
--
-- KEYS  1 the leases   2 the instances   3 when who holds no lease is gone, see relay.lua
-- ARGV  1 the instance   2 its JSON   3 milliseconds of a lease   4 prefix of the presence keys
--       5 the topic   6 the heartbeat
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local known = redis.call('ZSCORE', KEYS[1], ARGV[1])
redis.call('ZADD', KEYS[1], string.format('%.0f', now + ARGV[3]), ARGV[1])
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
-- A Redis that stood still for longer than a lease still has the lease, but the keys are gone.
local kept = 0
for _, key in ipairs({':sockets', ':rooms', ':written'}) do
  kept = redis.call('PEXPIRE', ARGV[4] .. ARGV[1] .. key, ARGV[3])
end
for _, dead in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', string.format('(%.0f', now))) do
  redis.call('ZREM', KEYS[1], dead)
  redis.call('HDEL', KEYS[2], dead)
  local presence = ARGV[4] .. dead
  redis.call('UNLINK', presence .. ':sockets', presence .. ':rooms', presence .. ':written')
end
-- After a time without any heartbeat, Redis's own outage, all need a moment to be heard of again.
local moment = math.floor(ARGV[3] / 2)
local settled = redis.call('GET', KEYS[3]) or string.format('%.0f', now + moment)
redis.call('SET', KEYS[3], settled, 'PX', moment)
redis.call('PUBLISH', ARGV[5], ARGV[6])
return known and kept == 1 and 1 or 0
