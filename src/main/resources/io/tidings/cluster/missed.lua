-- What was published behind an id, in all namespaces.
--
-- KEYS  1, 2 as in position.lua
-- ARGV  1 the last id that the caller has heard   2 how many to return of each stream
--   3 how many bytes of each stream, where that is more than one
-- Returns the last id; 1 when nothing is missing, else 0; the id up to which these are all, where
-- there are more; then for each its id, its publisher, its number and its bytes, stream by stream.
-- Alone what else position.lua may return.
local heard = ARGV[1]
local last, lagging = position(heard)
if not last then
  return {lagging}
end
local missing = redis.call('HGET', KEYS[2], '*')
local complete = missing and not behind(missing, heard)
local edge = last
local found = {last, '', ''}
local from = write(next_id_of(heard))
local marks = redis.call('HGETALL', KEYS[2])
for i = 1, #marks, 2 do
  local tail, removed = string.match(marks[i + 1], '^(%S+) (%S+) ')
  if tail and behind(tail, heard) then
    local entries = redis.call('XRANGE', marks[i], from, '+', 'COUNT', ARGV[2])
    complete = complete and #entries > 0 and not behind(removed, heard)
    local count = append(found, entries, tonumber(ARGV[3]))
    local cut = count < #entries or count == tonumber(ARGV[2])
    if cut and behind(edge, entries[count][1]) then
      edge = entries[count][1]
    end
  end
end
found[2] = complete and '1' or '0'
found[3] = edge
return found
