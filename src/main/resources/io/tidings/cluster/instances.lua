-- Returns the JSON of each instance that holds a lease.
--
-- KEYS  1, 2 as in gone.lua   3 the instances
local found = {}
for _, instance in ipairs(live) do
  found[#found + 1] = redis.call('HGET', KEYS[3], instance)
end
return found
