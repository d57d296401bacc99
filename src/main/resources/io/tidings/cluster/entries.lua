-- The id behind an id.
local function next_id_of(id)
  local millis, sequence = parts(id)
  return millis, sequence + 1
end

-- Adds entries of a stream to a flat list: id, publisher, number, bytes.
local function append(found, entries)
  for _, entry in ipairs(entries) do
    local n = #found
    local fields = entry[2]
    found[n + 1], found[n + 2], found[n + 3], found[n + 4] = entry[1], fields[2], fields[4], fields[6]
  end
end

