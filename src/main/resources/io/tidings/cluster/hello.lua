-- Asks Redis, before anything depends on it, for every command that the scripts need, each on a key
-- that is theirs alone. Returns the names of those that are refused: a script is not to find that out
-- when it is half done.
--
-- KEYS  1 what the names of the keys begin with
local text, hash, list = KEYS[1] .. 'text', KEYS[1] .. 'hash', KEYS[1] .. 'list'
local set, sorted, stream = KEYS[1] .. 'set', KEYS[1] .. 'sorted', KEYS[1] .. 'stream'
local needed = {
  -- First: a Redis that is full takes all of a script whose first write needs no memory.
  {'DEL', text, hash, list, set, sorted, stream},
  {'SET', text, '1', 'PX', '60000'}, {'GET', text}, {'EXISTS', text}, {'PEXPIRE', text, '60000'},
  {'HSET', hash, 'a', '1'}, {'HGET', hash, 'a'}, {'HGETALL', hash}, {'HEXISTS', hash, 'a'},
  {'HSCAN', hash, '0'}, {'HDEL', hash, 'a'},
  {'RPUSH', list, '1', '2'}, {'LPUSH', list, '0'}, {'LSET', list, '0', '3'}, {'LINDEX', list, '0'},
  {'LRANGE', list, '0', '-1'}, {'LPOP', list},
  {'SADD', set, 'a'}, {'SMEMBERS', set}, {'SREM', set, 'a'},
  {'ZADD', sorted, '1', 'a'}, {'ZSCORE', sorted, 'a'}, {'ZCARD', sorted},
  {'ZRANGEBYSCORE', sorted, '-inf', '+inf'}, {'ZRANGEBYLEX', sorted, '-', '+'}, {'ZREM', sorted, 'a'},
  {'XADD', stream, '1-1', 'a', '1'}, {'XLEN', stream}, {'XRANGE', stream, '-', '+'},
  {'XREVRANGE', stream, '+', '-'}, {'XTRIM', stream, 'MAXLEN', '=', '0'},
  {'TIME'}, {'PUBSUB', 'NUMSUB', KEYS[1]}, {'PUBLISH', KEYS[1], ''},
  {'UNLINK', text, hash, list, set, sorted, stream},
}
local refused = {}
for _, command in ipairs(needed) do
  local answer = redis.pcall(unpack(command))
  if type(answer) == 'table' and answer.err then
    refused[#refused + 1] = command[1]
  end
end
return refused
