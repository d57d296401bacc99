-- Publishes one batch of broadcasts and returns the id of its first, behind it a blank and why the
-- batch is not remembered, if it is not. Whatever goes wrong with that, what was published counts.
-- Returns instead what position.lua does where Redis knows less than the publisher has heard; and
-- 'lost' and the number of the last that it knows of this publisher, where some before this batch are
-- lost.
--
-- KEYS  1, 2 as in position.lua
--       3 what this instance published last: "<number of the broadcast> <id>"
--       4… the streams of the namespaces concerned
-- ARGV  1 number of the batch's first broadcast, counted by its publisher
--       2 the publisher
--       3 the topic
--       4 milliseconds for which to remember what was published
--       5 the last id that the publisher has heard
--       6 milliseconds for which a broadcast is remembered   7 how many of a namespace are; 0: none
--       8 bytes that a stream may take
--       9 for each broadcast its stream, counted from 1; empty when all are of the first
--       10 letters: m marks what is published as something that Redis has lost before, g says that
--         the publisher knows of the gap in its numbers, f that Redis keeps nothing of what it is
--         given back: the order goes on behind what the publisher has heard
--       11 the head of the frame, as BatchFrame writes it; the broadcasts follow, one argument each
local first = 12

-- A call that timed out was perhaps carried out, and is sent again: answer it as the first time.
local published = redis.call('GET', KEYS[3])
local number, at = string.match(published or '0 0-0', '^(%d+) (.+)$')
local ahead = tonumber(number) - tonumber(ARGV[1])
if ahead >= 0 then
  local m, s = parts(at)
  return write(m, math.max(0, s - ahead))
end

local count = #ARGV - first + 1
local previous, lagging = position(ARGV[5])
if not previous and not string.find(ARGV[10], 'f', 1, true) then
  return lagging
end
if ahead < -1 and not string.find(ARGV[10], 'g', 1, true) then
  return 'lost ' .. number
end
if not previous then
  previous = ARGV[5]
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[2], '*', previous)
end
local millis, sequence = next_id(previous)
local id = write(millis, sequence)
local last = write(millis, sequence + count - 1)

-- A Redis that is full takes all of a script whose first write needs no memory: then the batch is
-- published, which needs none, and not remembered.
local trouble
local taken = redis.pcall('SET', KEYS[1], last)
if type(taken) == 'table' and taken.err then
  trouble = 'Redis is full'
  redis.call('DEL', KEYS[1])
  redis.call('SET', KEYS[1], last)
end

local window = tonumber(ARGV[6])
local most = tonumber(ARGV[7])
local largest = tonumber(ARGV[8])

-- Bytes of an entry beside its broadcast, at most.
local overhead = 64

-- What is known of a stream before the batch: the last id that may have been removed, when it was
-- trimmed, the bytes of all that was ever appended, and of that which may have been removed.
local function known(stream)
  local mark = redis.call('HGET', KEYS[2], stream)
  local there = redis.call('EXISTS', stream) == 1
  if not mark then
    local all = redis.call('HGET', KEYS[2], '*')
    local newest = there and redis.call('XREVRANGE', stream, '+', '-', 'COUNT', 1)[1]
    return (there or not all) and previous or all, now, newest and tonumber(newest[2][8]) or 0, 0
  end
  local tail, removed, trimmed, total, base = string.match(mark, '^(%S+) (%S+) (%S+) ?(%S*) ?(%S*)$')
  if not there then
    return tail, tonumber(trimmed), 0, 0
  end
  return removed, tonumber(trimmed), tonumber(total) or 0, tonumber(base) or 0
end

local function oldest_of(stream)
  return redis.call('XRANGE', stream, '-', '+', 'COUNT', 1)[1]
end

-- Keeps the newest of a stream, and returns the last id that may have been removed.
local function shorten(stream, length)
  redis.call('XTRIM', stream, 'MAXLEN', '=', string.format('%.0f', length))
  local oldest = oldest_of(stream)
  if not oldest then
    return last
  end
  local m, s = parts(oldest[1])
  return s > 0 and write(m, s - 1) or write(m - 1, 9007199254740991)
end

-- The bytes that were removed of a stream: those that its oldest entry counts, without itself.
local function removed_bytes(stream, total)
  local oldest = oldest_of(stream)
  return oldest and (tonumber(oldest[2][8]) or 0) - #oldest[2][6] - overhead or total
end

-- More than is asked for may be kept, so that not every batch has to trim.
local function trim(stream, mark)
  if now - mark.trimmed > window / 8 then
    mark.trimmed = now
    local edge = string.format('%.0f', now - window)
    local old = redis.call('XREVRANGE', stream, string.format('%.0f', now - window - 1), '-', 'COUNT', 1)
    if old[1] then
      mark.removed = old[1][1]
      redis.call('XTRIM', stream, 'MINID', '=', edge)
    end
  end
  if redis.call('XLEN', stream) > most + math.max(16, most / 8) then
    mark.removed = shorten(stream, most)
  end
  if mark.total - mark.base > largest then
    mark.base = removed_bytes(stream, mark.total)
    while mark.total - mark.base > largest do
      local kept = redis.call('XLEN', stream) * largest / (mark.total - mark.base) * 3 / 4
      mark.removed = shorten(stream, math.floor(kept))
      mark.base = removed_bytes(stream, mark.total)
    end
  end
end

local function append(stream, entry, total, i)
  local number = string.format('%.0f', ARGV[1] + i)
  local bytes = string.format('%.0f', total)
  local added = redis.pcall('XADD', stream, entry, 'o', ARGV[2], 'n', number, 'b', ARGV[first + i], 't', bytes)
  return type(added) == 'string'
end

local function remember()
  local indexes = {}
  for index in string.gmatch(ARGV[9], '%d+') do
    indexes[#indexes + 1] = tonumber(index)
  end
  local streams = {}
  for i = 0, count - 1 do
    local stream = KEYS[3 + (indexes[i + 1] or 1)]
    local entry = write(millis, sequence + i)
    local mark = streams[stream]
    if not mark then
      local removed, trimmed, total, base = known(stream)
      mark = {removed = removed, trimmed = trimmed, total = total, base = base}
      streams[stream] = mark
    end
    mark.tail = entry
    mark.total = mark.total + #ARGV[first + i] + overhead
    if not append(stream, entry, mark.total, i) then
      -- Redis dropped the last id and kept the stream: its order is broken, begin a new one.
      redis.call('DEL', stream)
      mark.removed = previous
      if not append(stream, entry, mark.total, i) then
        error('XADD is refused')
      end
    end
  end
  for stream, mark in pairs(streams) do
    trim(stream, mark)
    redis.call('HSET', KEYS[2], stream, string.format('%s %s %.0f %.0f %.0f', mark.tail, mark.removed, mark.trimmed, mark.total, mark.base))
    redis.call('PEXPIRE', stream, ARGV[6])
  end
end

local on = window > 0 and most > 0
if on and not trouble then
  local remembered, failure = pcall(remember)
  trouble = not remembered and (type(failure) == 'table' and failure.err or tostring(failure)) or nil
end
if not on or trouble then
  redis.call('HSET', KEYS[2], '*', last)
end

-- Whoever has heard these under their first ids must not be given them as news.
if string.find(ARGV[10], 'm', 1, true) then
  redis.call('HSET', KEYS[2], '*', last)
end

redis.call('SET', KEYS[3], string.format('%.0f', ARGV[1] + count - 1) .. ' ' .. last, 'PX', ARGV[4])
redis.call('PUBLISH', ARGV[3], string.char(1, #id) .. id .. string.char(#previous) .. previous .. table.concat(ARGV, '', 11))
return trouble and on and id .. ' ' .. trouble or id
