-- Returns instance, JSON, instance, JSON … of sockets in the order of their ids, as bytes.
--
-- KEYS  1, 2 as in gone.lua   3 the sockets of a namespace or a room
-- ARGV  1 prefix, as in presence.lua   2 behind which id to begin, '' for the first
--       3 how many to return
local most = tonumber(ARGV[3])
local found, previous = {}, nil
-- Behind a socket's entries, whichever instance they name: no text contains this byte.
local after = ARGV[2] == '' and '-' or '(' .. ARGV[2] .. '\0\255'
repeat
  local page = redis.call('ZRANGEBYLEX', KEYS[3], after, '+', 'LIMIT', 0, most - #found / 2)
  for _, entry in ipairs(page) do
    after = '(' .. entry
    local id, instance = string.match(entry, '^(.*)%z(%w+)$')
    local socket = id ~= previous and not lapsed(instance)
      and redis.call('HGET', ARGV[1] .. instance .. ':sockets', id)
    if socket then
      previous = id
      found[#found + 1] = instance
      found[#found + 1] = socket
    end
  end
until #page == 0 or #found / 2 >= most
return found
