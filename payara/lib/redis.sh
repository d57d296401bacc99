# The Redis of the cluster. Sourced.
# shellcheck shell=bash

start_redis_when_ours() {
  if [ "$QUEUE" != own ]; then return; fi
  if ! alive redis; then
    # History lives as long as the cluster: a Redis that is started again under running instances
    # finds its data, a new cluster starts with none.
    any_instance_alive || rm -rf "$STATE/redis"
    mkdir -p "$STATE/redis"
    launch redis redis-server "$TOP/payara/redis.conf" --port "$REDIS_PORT" --dir "$STATE/redis"
    await_redis
  fi
}

# Its arguments change when it has started: until then it does not look like ours.
await_redis() {
  local deadline=$((SECONDS + 20))
  until ready redis; do
    kill -0 "$(pid_of redis)" 2>/dev/null || give_up redis "ended while starting"
    [ "$SECONDS" -lt "$deadline" ] || give_up redis "is not ready in time"
    sleep 0.1
  done
}
