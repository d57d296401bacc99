-- Returns the JSON of each instance that holds a lease.
--
-- KEYS  2 the instances
local found = {}
for _, instance in ipairs(live) do
  found[#found + 1] = redis.call('HGET', KEYS[2], instance)
end
return found
