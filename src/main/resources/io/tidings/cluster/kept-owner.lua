-- Returns who has a socket, or nothing.
--
-- KEYS  1 the owners, as in kept.lua
-- ARGV  1 the secret
local entry = redis.call('HGET', KEYS[1], ARGV[1])
return entry and string.match(entry, '^%S+')
