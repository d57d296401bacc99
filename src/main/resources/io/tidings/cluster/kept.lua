-- What is kept of sockets, by their secrets.
--
-- KEYS  3 the owners, a hash: instance by secret, and behind a blank what the claim was called by
--         which it has it
--       4 the estates, a sorted set: instances by the moment from which what they have is inherited
--       5 what this instance has, a hash: state by secret
-- ARGV  1 this instance   2 prefix of what instances have   3 prefix of the lists of events, each
--         headed by the bytes of those behind it
--       4 milliseconds from now until what this instance has is inherited, unless this is renewed
--       5 milliseconds until keys expire   6 the same of a list of events
local function owner(secret)
  local entry = redis.call('HGET', KEYS[3], secret)
  return entry and string.match(entry, '^%S+'), entry
end

local function renew(now)
  if redis.call('PEXPIRE', KEYS[5], ARGV[5]) == 1 then
    redis.call('ZADD', KEYS[4], string.format('%.0f', now + ARGV[4]), ARGV[1])
  end
  redis.call('PEXPIRE', KEYS[3], ARGV[5])
  redis.call('PEXPIRE', KEYS[4], ARGV[5])
end

