-- The place in the one order of broadcasts: ids, written <millis>-<sequence>.
--
-- KEYS  1 the last id
--       2 the marks, a hash: by the name of a namespace's stream what is known of it,
--         "<last id appended> <last id that may have been removed> <when it was trimmed> <bytes that
--         were appended, in all> <bytes of these that were removed, at least>";
--         under * the id up to which anything may be missing anywhere
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function parts(id)
  local millis, sequence = string.match(id, '^(%d+)-(%d+)$')
  return tonumber(millis), tonumber(sequence)
end

local function write(millis, sequence)
  return string.format('%.0f-%.0f', millis, sequence)
end

local function behind(one, other)
  local millis, sequence = parts(one)
  local other_millis, other_sequence = parts(other)
  return millis > other_millis or millis == other_millis and sequence > other_sequence
end

-- The next id is above the last even if the clock was set back.
local function next_id(last)
  local millis, sequence = parts(last)
  if now > millis then
    return now, 0
  end
  return millis, sequence + 1
end

-- The last id, unless the caller has heard of broadcasts behind it: then Redis has lost data (it was
-- restarted, or a replica took over that had not been given all), and there is no position, but the
-- answer that says so. The caller then restores what it has heard, and calls again.
local function position(heard)
  local last = redis.call('GET', KEYS[1])
  if last and not behind(heard, last) then
    return last
  end
  if not last and heard == '0-0' then
    last = write(next_id(heard))
    -- A Redis that is full takes all of a script whose first write needs no memory.
    redis.call('DEL', KEYS[1])
    redis.call('SET', KEYS[1], last)
    redis.call('HSET', KEYS[2], '*', last)
    return last
  end
  return nil, 'behind ' .. (last or '0-0')
end
