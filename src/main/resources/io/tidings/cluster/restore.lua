-- Restores broadcasts that were heard and that Redis has lost, under their ids. Returns the last id.
--
-- KEYS  1, 2 as in position.lua   then the streams of the namespaces, then for each publisher what it
--         published last, as in publish.lua
-- ARGV  1 the id behind which these follow   2 the last id that the caller has heard, or nothing when
--         it has more to restore   3 milliseconds for which a broadcast is remembered; 0: it is not
--       4 milliseconds for which to remember what was published
--       then for each, in the order of ids: id, publisher, number, index of its stream and of what its
--         publisher published last in KEYS, bytes
-- A Redis that is full takes all of a script whose first write needs no memory.
redis.call('PEXPIRE', KEYS[2], ARGV[4])
local last = redis.call('GET', KEYS[1])
local window = tonumber(ARGV[3])
if not last or behind(ARGV[1], last) then
  -- What lies between is lost.
  last = ARGV[1]
  redis.call('HSET', KEYS[2], '*', last)
end

-- Bytes of an entry beside its broadcast, at most; as in publish.lua.
local overhead = 64

local function remember(stream, i)
  local mark = redis.call('HGET', KEYS[2], stream)
  local there = redis.call('EXISTS', stream) == 1
  local newest = there and redis.call('XREVRANGE', stream, '+', '-', 'COUNT', 1)[1]
  local tail, removed, trimmed, total, base = string.match(mark or '', '^(%S+) (%S+) (%S+) ?(%S*) ?(%S*)$')
  removed = there and removed or tail or redis.call('HGET', KEYS[2], '*') or ARGV[1]
  total = there and (tonumber(total) or newest and tonumber(newest[2][8])) or 0
  total = total + #ARGV[i + 5] + overhead
  base = there and tonumber(base) or 0
  local bytes = string.format('%.0f', total)
  local added = redis.pcall('XADD', stream, ARGV[i], 'o', ARGV[i + 1], 'n', ARGV[i + 2], 'b', ARGV[i + 5], 't', bytes)
  if type(added) ~= 'string' then
    removed = ARGV[i]
  end
  redis.call('HSET', KEYS[2], stream, string.format('%s %s %s %.0f %.0f', ARGV[i], removed, trimmed or '0', total, base))
  redis.call('PEXPIRE', stream, ARGV[3])
end

for i = 5, #ARGV, 6 do
  if behind(ARGV[i], last) then
    last = ARGV[i]
    local published = KEYS[tonumber(ARGV[i + 4])]
    local number = string.match(redis.call('GET', published) or '0', '^%d+')
    -- What Redis knows of a publisher it has under another id: a master that was replaced without
    -- knowing it carries out late what was sent again to the new one.
    if tonumber(number) < tonumber(ARGV[i + 2]) then
      if window > 0 then
        remember(KEYS[tonumber(ARGV[i + 3])], i)
      else
        redis.call('HSET', KEYS[2], '*', last)
      end
      redis.call('SET', published, ARGV[i + 2] .. ' ' .. last, 'PX', ARGV[4])
    end
  end
end

if ARGV[2] ~= '' and behind(ARGV[2], last) then
  last = write(next_id(ARGV[2]))
  redis.call('HSET', KEYS[2], '*', last)
end
redis.call('SET', KEYS[1], last)
return last
