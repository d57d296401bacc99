-- The ids of the instances that hold a lease; as long as nobody is gone for certain, also of those
-- whose lease has ended. Follows gone.lua.
local live = redis.call('ZRANGEBYSCORE', KEYS[1], settled() and string.format('%.0f', now) or '-inf', '+inf')
