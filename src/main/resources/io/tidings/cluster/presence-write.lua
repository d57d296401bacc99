-- Writes what has become of an instance's sockets. Returns 1, or 0 when the instance holds no lease:
-- then nothing is written, because nobody would take it away again.
--
-- KEYS  1 the leases   2 number of the instance's last write
-- ARGV  1 number of this write   2 the instance   3 prefix, as in presence.lua
--       4 'whole': Redis may have lost parts of what was written before
--       then, as often as needed: the socket's id, its JSON or '' for none
if not redis.call('ZSCORE', KEYS[1], ARGV[2]) then
  return 0
end
-- A call that timed out may be carried out late, after newer ones: it has nothing to say any more.
local last = redis.call('GET', KEYS[2])
if last and tonumber(last) >= tonumber(ARGV[1]) then
  return 1
end
-- A Redis that is full takes all of a script whose first write needs no memory: this is no more than
-- there are connections, and what is removed is removed here, too.
redis.call('DEL', KEYS[2])
redis.call('SET', KEYS[2], ARGV[1])
for i = 5, #ARGV, 2 do
  if ARGV[i + 1] == '' then
    presence_remove(ARGV[3], ARGV[2], ARGV[i])
  else
    presence_put(ARGV[3], ARGV[2], ARGV[i], ARGV[i + 1], ARGV[4] == 'whole')
  end
end
return 1
