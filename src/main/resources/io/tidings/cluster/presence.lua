-- Presence: the sockets of all instances, and indices of them by namespace and by room.
--
-- Under a prefix:
--   <instance>:sockets      hash: JSON of an instance's sockets by their ids
--   where                   hash: by a socket's id the instances that have it, separated by blanks;
--                           there are two while it moves
--   in:<namespace>          sorted set, by name: its sockets, each "<id> NUL <instance>"
--   room:<namespace> NUL <room>   the same of a room
--   rooms:<namespace>       sorted set, by name: its rooms
--   left                    set: instances that are gone and have entries here
-- What an instance's hash says is the truth; the indices follow it within the same script.

-- A socket's namespace and rooms; neither when its JSON cannot be read.
local function presence_of(json)
  local read, socket = pcall(cjson.decode, json or '')
  if not read or type(socket) ~= 'table' or not socket.namespace then
    return nil, {}
  end
  return socket.namespace, socket.rooms or {}
end

local function presence_room(prefix, namespace, room)
  return prefix .. 'room:' .. namespace .. '\0' .. room
end

local function presence_leave(prefix, namespace, room, entry)
  local members = presence_room(prefix, namespace, room)
  redis.call('ZREM', members, entry)
  if redis.call('EXISTS', members) == 0 then
    redis.call('ZREM', prefix .. 'rooms:' .. namespace, room)
  end
end

-- Removes one socket of one instance.
local function presence_remove(prefix, instance, id)
  local sockets = prefix .. instance .. ':sockets'
  local namespace, rooms = presence_of(redis.call('HGET', sockets, id))
  local entry = id .. '\0' .. instance
  if namespace then
    for _, room in ipairs(rooms) do
      presence_leave(prefix, namespace, room, entry)
    end
    redis.call('ZREM', prefix .. 'in:' .. namespace, entry)
  end
  local others = {}
  for other in string.gmatch(redis.call('HGET', prefix .. 'where', id) or '', '%S+') do
    if other ~= instance then
      others[#others + 1] = other
    end
  end
  if #others > 0 then
    redis.call('HSET', prefix .. 'where', id, table.concat(others, ' '))
  else
    redis.call('HDEL', prefix .. 'where', id)
  end
  redis.call('HDEL', sockets, id)
end

-- Writes one socket of one instance.
--
-- whole: whether its entries in the indices may be missing although it was written before
local function presence_put(prefix, instance, id, json, whole)
  local sockets = prefix .. instance .. ':sockets'
  local namespace, rooms = presence_of(json)
  if not namespace then
    return
  end
  local old = redis.call('HGET', sockets, id)
  if old == json and not whole then
    return
  end
  local entry = id .. '\0' .. instance
  local before, left = presence_of(old)
  if before and before ~= namespace then
    presence_remove(prefix, instance, id)
    before, left = nil, {}
  end
  local stays = {}
  for _, room in ipairs(left) do
    stays[room] = true
  end
  for _, room in ipairs(rooms) do
    if whole or not stays[room] then
      redis.call('ZADD', presence_room(prefix, namespace, room), 0, entry)
      redis.call('ZADD', prefix .. 'rooms:' .. namespace, 0, room)
    end
    stays[room] = nil
  end
  for room in pairs(stays) do
    presence_leave(prefix, namespace, room, entry)
  end
  if whole or not before then
    redis.call('ZADD', prefix .. 'in:' .. namespace, 0, entry)
    local where = redis.call('HGET', prefix .. 'where', id)
    if not where or not string.find(' ' .. where .. ' ', ' ' .. instance .. ' ', 1, true) then
      redis.call('HSET', prefix .. 'where', id, where and where .. ' ' .. instance or instance)
    end
  end
  redis.call('HSET', sockets, id, json)
end

