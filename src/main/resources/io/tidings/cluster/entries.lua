-- The id behind an id.
local function next_id_of(id)
  local millis, sequence = parts(id)
  return millis, sequence + 1
end

-- Adds entries of a stream to a flat list: id, publisher, number, bytes. The first, and as many more
-- as are no more than so many bytes together. Returns how many.
local function append(found, entries, most)
  local bytes = 0
  for index, entry in ipairs(entries) do
    local n = #found
    local fields = entry[2]
    bytes = bytes + #(fields[6] or '')
    if index > 1 and bytes > most then
      return index - 1
    end
    found[n + 1], found[n + 2], found[n + 3], found[n + 4] = entry[1], fields[2], fields[4], fields[6]
  end
  return #entries
end

