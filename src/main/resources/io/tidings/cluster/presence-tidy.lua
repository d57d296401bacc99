-- Removes some of what instances that are gone have left behind. Returns 1 when there is more.
--
-- KEYS  1 the leases   2 the instances that have left presence behind
-- ARGV  1 prefix, as in presence.lua   2 about how many sockets to remove
local instance = redis.call('SMEMBERS', KEYS[2])[1]
if not instance then
  return 0
end
if redis.call('ZSCORE', KEYS[1], instance) then
  -- It was slow, and is there again.
  redis.call('SREM', KEYS[2], instance)
else
  local sockets = ARGV[1] .. instance .. ':sockets'
  local cursor, count = '0', 0
  repeat
    local page = redis.call('HSCAN', sockets, cursor, 'COUNT', ARGV[2])
    cursor = page[1]
    for i = 1, #page[2], 2 do
      presence_remove(ARGV[1], instance, page[2][i])
      count = count + 1
    end
  until cursor == '0' or count >= tonumber(ARGV[2])
  if redis.call('EXISTS', sockets) == 0 then
    redis.call('DEL', ARGV[1] .. instance .. ':written')
    redis.call('SREM', KEYS[2], instance)
  end
end
return redis.call('EXISTS', KEYS[2])
