-- Writes what has happened to an instance's sockets.
--
-- KEYS  1…5 as in gone.lua and kept.lua   6 number of the last write
-- ARGV  1…6 as in kept.lua   7 number of this write
--       8 how many events of a socket are kept   9 how many bytes of them
--       10 how many changes follow; for each what it is, the secret and the state:
--          remove: it has ended   clear: some of its events are lost, those before them are no use
--          take: it is this instance's now   update: its state, if no other has taken it
--       then for each socket with new events its secret, how many these are, and they

-- A call that timed out may be carried out late, after newer ones, or twice.
local last = redis.call('GET', KEYS[6])
if last and tonumber(last) >= tonumber(ARGV[7]) then
  return 0
end
redis.call('SET', KEYS[6], ARGV[7], 'PX', ARGV[5])

local self = ARGV[1]

local function change(what, secret, state)
  local holder = owner(secret)
  if what == 'take' or what == 'update' and (not holder or holder == self) then
    if holder ~= self then
      if holder then
        redis.call('HDEL', ARGV[2] .. holder, secret)
      end
      redis.call('HSET', KEYS[3], secret, self)
    end
    redis.call('HSET', KEYS[5], secret, state)
  elseif holder == self then
    redis.call('DEL', ARGV[3] .. secret)
    if what == 'remove' then
      redis.call('HDEL', KEYS[3], secret)
      redis.call('HDEL', KEYS[5], secret)
    end
  end
end

local function append(secret, from, to)
  local list = ARGV[3] .. secret
  local bytes = redis.call('LINDEX', list, 0)
  if not bytes then
    bytes = 0
    redis.call('RPUSH', list, '0')
  end
  for i = from, to do
    bytes = bytes + #ARGV[i]
  end
  local count = redis.call('RPUSH', list, unpack(ARGV, from, to)) - 1
  local most, most_bytes = tonumber(ARGV[8]), tonumber(ARGV[9])
  if count > most or bytes > most_bytes then
    redis.call('LPOP', list)
    while count > most or bytes > most_bytes do
      bytes = bytes - #redis.call('LPOP', list)
      count = count - 1
    end
    redis.call('LPUSH', list, string.format('%.0f', bytes))
  else
    redis.call('LSET', list, 0, string.format('%.0f', bytes))
  end
  redis.call('PEXPIRE', list, ARGV[6])
end

local at = 11
for i = 1, tonumber(ARGV[10]) do
  change(ARGV[at], ARGV[at + 1], ARGV[at + 2])
  at = at + 3
end
while at < #ARGV do
  local count = tonumber(ARGV[at + 1])
  if owner(ARGV[at]) == self then
    append(ARGV[at], at + 2, at + 1 + count)
  end
  at = at + 2 + count
end
renew(now)
return 1
