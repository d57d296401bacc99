-- Takes over the socket of an instance that is gone, and returns its state and its events.
--
-- KEYS  1…5 as in gone.lua and kept.lua
-- ARGV  1…6 as in kept.lua   7 the secret   8 what this claim is called
--       9 prefix of the channels on which instances listen to each other
--       10 prefix of the presence keys
--
-- A state begins with the socket's id, a text of less than 128 bytes behind its length.

-- Takes the socket out of the dead instance's presence: it would count twice as soon as it is here.
local function forget_presence(holder, state)
  local length = string.byte(state) or 0
  presence_remove(ARGV[10], holder, string.sub(state, 2, 1 + length))
end

local self, secret, claim = ARGV[1], ARGV[7], ARGV[1] .. ' ' .. ARGV[8]
local holder, entry = owner(secret)
if not holder then
  return {}
end
-- A call that timed out was perhaps carried out, and is sent again: answer it as the first time.
if entry ~= claim then
  if holder == self or not gone(holder, ARGV[9]) then
    return {}
  end
  local state = redis.call('HGET', ARGV[2] .. holder, secret)
  redis.call('HDEL', ARGV[2] .. holder, secret)
  if not state then
    redis.call('HDEL', KEYS[3], secret)
    return {}
  end
  forget_presence(holder, state)
  redis.call('HSET', KEYS[3], secret, claim)
  redis.call('HSET', KEYS[5], secret, state)
  redis.call('PEXPIRE', ARGV[3] .. secret, ARGV[6])
  renew(now)
end
local found = redis.call('LRANGE', ARGV[3] .. secret, 1, -1)
table.insert(found, 1, redis.call('HGET', KEYS[5], secret))
return found
