-- Writes what an instance has to say of its sockets and rooms.
--
-- KEYS  1 sockets   2 rooms   3 number of the last write
-- ARGV  1 number of this write   2 milliseconds until the keys expire   3 'all': forget the rest
--       then, as often as needed: 1 or 2 for the hash, the field, its value or '' for none

-- A call that timed out may be carried out late, after newer ones: it has nothing to say any more.
local last = redis.call('GET', KEYS[3])
if last and tonumber(last) >= tonumber(ARGV[1]) then
  return 0
end
redis.call('SET', KEYS[3], ARGV[1], 'PX', ARGV[2])
if ARGV[3] == 'all' then
  redis.call('DEL', KEYS[1], KEYS[2])
end
for i = 4, #ARGV, 3 do
  local key = KEYS[tonumber(ARGV[i])]
  if ARGV[i + 2] == '' then
    redis.call('HDEL', key, ARGV[i + 1])
  else
    redis.call('HSET', key, ARGV[i + 1], ARGV[i + 2])
  end
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('PEXPIRE', KEYS[2], ARGV[2])
return 1
