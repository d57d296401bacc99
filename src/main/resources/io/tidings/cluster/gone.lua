-- Which instances are gone for certain, by Redis's own clock.
--
-- KEYS  1 the leases
--       2 what Redis knows of itself: "<moment> <run> <silent>", the moment from which an instance
--         without a lease is gone, the id of the run of Redis that says so, and how many milliseconds
--         of a lease are left, at most, when two heartbeats were missed; see heartbeat.lua
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

-- Another one after each start of Redis, and of a replica that took over: there nobody has
-- subscribed yet, and what was written last may be missing. A user of Redis may not be allowed to ask.
local function run_of_redis()
  local info = redis.pcall('INFO', 'server')
  return type(info) == 'string' and string.match(info, 'run_id:(%x+)') or '-'
end

local moment, run, silent = string.match(redis.call('GET', KEYS[2]) or '', '^(%d+) (%S+) (%d+)$')
local certain

-- Whether Redis has heard of instances for long enough. It may have been away for longer than leases
-- last, have been started again, with or without its data, or have evicted the leases: then nobody
-- is gone, for a moment.
local function settled()
  if certain == nil then
    certain = moment and tonumber(moment) <= now and redis.call('EXISTS', KEYS[1]) == 1 and run == run_of_redis()
  end
  return certain
end

local function left_of_lease(instance)
  return tonumber(redis.call('ZSCORE', KEYS[1], instance) or 0) - now
end

-- Whether an instance's lease has ended, be it that the instance is frozen and still listens.
local function lapsed(instance)
  return left_of_lease(instance) < 0 and settled()
end

-- Whether an instance that nobody can reach has also missed two heartbeats.
local function silenced(instance)
  return silent and left_of_lease(instance) < tonumber(silent) and settled()
end

-- Whether an instance is gone. The channel of a process that was killed has no listener at once, long
-- before its lease ends; but nor has that of one whose subscription was cut a moment ago.
--
-- channels: prefix of the channels on which instances listen to each other
local function gone(instance, channels)
  return lapsed(instance)
    or silenced(instance) and redis.call('PUBSUB', 'NUMSUB', channels .. instance)[2] == 0
end

