-- Returns instance and JSON of a socket, or nothing.
--
-- KEYS  1, 2 as in gone.lua
-- ARGV  1 prefix, as in presence.lua   2 the socket's id
for instance in string.gmatch(redis.call('HGET', ARGV[1] .. 'where', ARGV[2]) or '', '%S+') do
  local socket = redis.call('HGET', ARGV[1] .. instance .. ':sockets', ARGV[2])
  if socket and not lapsed(instance) then
    return {instance, socket}
  end
end
return {}
