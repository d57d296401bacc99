-- What a namespace's stream has between two ids.
--
-- KEYS  1, 2 as in position.lua   3 the stream
-- ARGV  1 the id behind which to begin   2 the last id   3 how many to return
-- Returns what position.lua does where the last id is behind ARGV 2; else 1 when nothing is missing, else 0; then for each its id, publisher, number and bytes.
local last, lagging = position(ARGV[2])
if not last then
  return {lagging}
end
local missing = redis.call('HGET', KEYS[2], '*')
local mark = redis.call('HGET', KEYS[2], KEYS[3])
local entries = redis.call('XRANGE', KEYS[3], write(next_id_of(ARGV[1])), ARGV[2], 'COUNT', ARGV[3])
local complete = missing and not behind(missing, ARGV[1])
if mark then
  local tail, removed = string.match(mark, '^(%S+) (%S+) ')
  local gone = redis.call('EXISTS', KEYS[3]) == 1 and removed or tail
  complete = complete and not behind(gone, ARGV[1])
else
  complete = complete and #entries == 0
end
local found = {complete and '1' or '0'}
append(found, entries)
return found
