-- Begins what is to be done once under a key. Returns nothing when the caller is to do it; 'P' when
-- another one is at work; 'A' and the answer when it has been done; 'T' when it has been done, and the
-- answer was too much to keep.
--
-- KEYS  1, 2 as in gone.lua   3 what is known of the key: 'P' and the name of the attempt at work,
--         'A' and the answer, or 'T'
-- ARGV  1 name of this attempt: its instance, a blank, and what no other has
--       2 milliseconds for which it is remembered
--       3 prefix of the channels on which instances listen to each other
local known = redis.call('GET', KEYS[3])
-- A call that timed out was perhaps carried out, and is sent again: answer it as the first time.
if known and known ~= 'P' .. ARGV[1] then
  if string.sub(known, 1, 1) == 'A' then
    return {'A', string.sub(known, 2)}
  end
  if known == 'T' then
    return {'T'}
  end
  local holder = string.match(known, '^P(%S+)')
  if not gone(holder, ARGV[3]) then
    return {'P'}
  end
end
redis.call('SET', KEYS[3], 'P' .. ARGV[1], 'PX', ARGV[2])
return {}
