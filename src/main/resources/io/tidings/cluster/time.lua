-- What time it is by Redis, in milliseconds since 1970. KEYS  1 any of ours, for Redis Cluster
local time = redis.call('TIME')
return time[1] * 1000 + math.floor(time[2] / 1000)
