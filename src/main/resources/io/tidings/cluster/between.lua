-- What a namespace's stream has between two ids.
--
-- KEYS  1, 2 as in position.lua   3 the stream
-- ARGV  1 the id behind which to begin   2 the last id   3 how many to return
--   4 how many bytes, where that is more than one
-- Returns what position.lua does where the last id is behind ARGV 2; else the id behind which nothing
-- is missing, or '' where that is not known; 1 where there may be more, else 0; then for each its id,
-- publisher, number and bytes.
local last, lagging = position(ARGV[2])
if not last then
  return {lagging}
end
local missing = redis.call('HGET', KEYS[2], '*')
local mark = redis.call('HGET', KEYS[2], KEYS[3])
local entries = redis.call('XRANGE', KEYS[3], write(next_id_of(ARGV[1])), ARGV[2], 'COUNT', ARGV[3])
local whole = missing
if mark then
  local tail, removed = string.match(mark, '^(%S+) (%S+) ')
  local gone = redis.call('EXISTS', KEYS[3]) == 1 and removed or tail
  whole = missing and behind(gone, missing) and gone or missing
elseif #entries > 0 then
  whole = nil
end
local found = {whole or '', ''}
local count = append(found, entries, tonumber(ARGV[4]))
found[2] = (count < #entries or count == tonumber(ARGV[3])) and '1' or '0'
return found
