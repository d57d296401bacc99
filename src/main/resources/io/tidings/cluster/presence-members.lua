-- Returns how many members a room has in all.
--
-- KEYS  1 the room's members, as in presence.lua
return redis.call('ZCARD', KEYS[1])
