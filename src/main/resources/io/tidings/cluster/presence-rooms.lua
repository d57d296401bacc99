-- Returns room, members, room, members … in the order of their names, as bytes.
--
-- KEYS  1 the namespace's rooms
-- ARGV  1 what the names of the keys of its rooms' members begin with   2 behind which room to begin,
--       '' for the first   3 how many to return
local most = tonumber(ARGV[3])
local found = {}
local after = ARGV[2] == '' and '-' or '(' .. ARGV[2]
repeat
  local page = redis.call('ZRANGEBYLEX', KEYS[1], after, '+', 'LIMIT', 0, most - #found / 2)
  for _, room in ipairs(page) do
    after = '(' .. room
    local members = redis.call('ZCARD', ARGV[1] .. room)
    if members > 0 then
      found[#found + 1] = room
      found[#found + 1] = tostring(members)
    end
  end
until #page == 0 or #found / 2 >= most
return found
