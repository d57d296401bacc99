-- Renews what an instance has, and hands it a portion of what is inherited.
--
-- KEYS  1…5 as in gone.lua and kept.lua   6 number of the instance's last write
--       7 the last portion that was not empty, a list headed by the number of the call
-- ARGV  1…6 as in kept.lua   7 how many sockets are a portion; 0: it inherits nothing
--       8 where to go on looking for owners that have nothing   9 number of this call
-- Returns where to go on next time; then for each socket its state, how many events, and they.
renew(now)
redis.call('PEXPIRE', KEYS[6], ARGV[5])

-- A call that timed out was perhaps carried out, and is sent again: answer it as the first time.
if redis.call('LINDEX', KEYS[7], 0) == ARGV[9] then
  return redis.call('LRANGE', KEYS[7], 1, -1)
end
redis.call('DEL', KEYS[7])

-- What an instance had may have expired before anyone inherited it.
local page = redis.call('HSCAN', KEYS[3], ARGV[8], 'COUNT', 100)
for i = 1, #page[2], 2 do
  local secret = page[2][i]
  local holder = string.match(page[2][i + 1], '^%S+')
  if redis.call('HEXISTS', ARGV[2] .. holder, secret) == 0 then
    redis.call('HDEL', KEYS[3], secret)
  end
end

local found = {page[1]}

local function hand_over(dead, secret, state)
  if owner(secret) == dead then
    redis.call('HDEL', KEYS[3], secret)
    local list = ARGV[3] .. secret
    local events = redis.call('LRANGE', list, 1, -1)
    redis.call('DEL', list)
    found[#found + 1] = state
    found[#found + 1] = tostring(#events)
    for _, event in ipairs(events) do
      found[#found + 1] = event
    end
  end
  redis.call('HDEL', ARGV[2] .. dead, secret)
end

local most = tonumber(ARGV[7])
local due = most > 0 and redis.call('ZRANGEBYSCORE', KEYS[4], '-inf', string.format('%.0f', now)) or {}
for _, dead in ipairs(due) do
  if dead ~= ARGV[1] and lapsed(dead) then
    local cursor = '0'
    local count = 0
    repeat
      local some = redis.call('HSCAN', ARGV[2] .. dead, cursor, 'COUNT', most)
      cursor = some[1]
      for i = 1, #some[2], 2 do
        hand_over(dead, some[2][i], some[2][i + 1])
        count = count + 1
      end
    until cursor == '0' or count >= most
    if cursor == '0' then
      redis.call('ZREM', KEYS[4], dead)
    end
    if #found > 1 then
      break
    end
  end
end
if #found > 1 then
  redis.call('RPUSH', KEYS[7], ARGV[9])
  for _, part in ipairs(found) do
    redis.call('RPUSH', KEYS[7], part)
  end
  redis.call('PEXPIRE', KEYS[7], ARGV[5])
end
return found
