-- Publishes one batch of broadcasts and returns the id of its first.
--
-- KEYS  1 the last id   2 what this instance published last: "<number of the batch's first> <id>"
-- ARGV  1 number of the batch's first broadcast, counted by its publisher
--       2 how many there are
--       3 the topic
--       4 the batch, as BatchFrame writes it
--       5 milliseconds for which to remember what was published

-- A call that timed out was perhaps carried out, and is sent again: answer it as the first time.
local published = redis.call('GET', KEYS[2])
if published then
  local number, id = string.match(published, '^(%d+) (.+)$')
  if tonumber(number) >= tonumber(ARGV[1]) then
    return id
  end
end

-- The next ids: <millis>-<sequence>, above the last even if the clock was set back. Should Redis
-- have lost its data, the time alone keeps them rising.
local time = redis.call('TIME')
local millis = time[1] * 1000 + math.floor(time[2] / 1000)
local sequence = 0
local last = redis.call('GET', KEYS[1])
if last then
  local last_millis, last_sequence = string.match(last, '^(%d+)-(%d+)$')
  if tonumber(last_millis) >= millis then
    millis = tonumber(last_millis)
    sequence = tonumber(last_sequence) + 1
  end
end
local id = string.format('%.0f-%.0f', millis, sequence)
redis.call('SET', KEYS[1], string.format('%.0f-%.0f', millis, sequence + ARGV[2] - 1))

-- History: this is the place to append each broadcast to its namespace's stream.

redis.call('SET', KEYS[2], ARGV[1] .. ' ' .. id, 'PX', ARGV[5])
redis.call('PUBLISH', ARGV[3], string.char(1, #id) .. id .. ARGV[4])
return id
