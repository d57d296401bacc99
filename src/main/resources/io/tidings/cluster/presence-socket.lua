-- Returns instance and JSON of a socket, or nothing.
--
-- ARGV  1 prefix of the presence keys   2 the socket's id
for _, instance in ipairs(live) do
  local socket = redis.call('HGET', ARGV[1] .. instance .. ':sockets', ARGV[2])
  if socket then
    return {instance, socket}
  end
end
return {}
