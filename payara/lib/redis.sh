# The Redis of the cluster: one server, or a Redis Cluster. Sourced.
# shellcheck shell=bash

# Milliseconds after which the nodes of a Redis Cluster take one for dead that does not answer.
NODE_TIMEOUT=5000

start_redis_when_ours() {
  if [ "$QUEUE" != own ]; then return; fi
  # History lives as long as the cluster: a Redis that is started again under running instances
  # finds its data, a new cluster starts with none.
  any_redis_alive || any_instance_alive || rm -rf "$STATE/redis"
  any_redis_alive || configure_redis
  local member started=
  for member in $(redis_members); do
    if ! alive "$member"; then
      start_redis "$member"
      started="$started $member"
    fi
  done
  for member in $started; do await_started "$member"; done
  if [ "$MASTERS" -gt 0 ]; then
    join_nodes
    # shellcheck disable=SC2046 # names of members have no spaces
    await 60 $(redis_members)
  fi
}

# The password, for its owner alone, and a configuration that asks for it: arguments can be read by
# everybody on this machine. Instances that run keep the password they know.
configure_redis() {
  (
    umask 077
    [ -s "$STATE/redis-password" ] || any_instance_alive || openssl rand -hex 24 >"$STATE/redis-password"
    {
      say "include \"$TOP/payara/redis.conf\""
      if [ -s "$STATE/redis-password" ]; then
        say "requirepass $(redis_password)"
        say "masterauth $(redis_password)"
      fi
    } >"$STATE/redis.conf"
  ) || fail "cannot make a password for Redis"
}

# Nothing where a Redis runs that was started without one.
redis_password() { cat "$STATE/redis-password" 2>/dev/null || true; }

# redis_cli ARGUMENT…
redis_cli() { REDISCLI_AUTH=$(redis_password) redis-cli "$@"; }

any_redis_alive() {
  local member
  for member in $(redis_members); do
    if alive "$member"; then return 0; fi
  done
  return 1
}

start_redis() {
  local folder=$STATE/redis node=()
  if [ "$1" != redis ]; then
    folder=$folder/$1
    node=(--cluster-enabled yes --cluster-config-file nodes.conf --cluster-node-timeout "$NODE_TIMEOUT")
  fi
  mkdir -p "$folder"
  # bash 3.2 takes an empty array for an unset variable.
  launch "$1" redis-server "$STATE/redis.conf" --port "$(port_of "$1")" --dir "$folder" ${node[@]+"${node[@]}"}
}

# Its arguments change when it has started: until then it does not look like ours.
await_started() {
  local deadline=$((SECONDS + 20))
  until port_open "$(port_of "$1")" && alive "$1"; do
    kill -0 "$(pid_of "$1")" 2>/dev/null || give_up "$1" "ended while starting"
    [ "$SECONDS" -lt "$deadline" ] || give_up "$1" "is not ready in time"
    sleep 0.1
  done
}

# Once: afterwards each node knows from its file to which Redis Cluster it belongs.
join_nodes() {
  if [ -f "$STATE/redis/joined" ]; then return; fi
  say "Joining $(redis_ports | wc -l | tr -d ' ') nodes into a Redis Cluster ..."
  # shellcheck disable=SC2046 # addresses have no spaces
  redis_cli --cluster create $(redis_ports | sed 's|^|127.0.0.1:|') --cluster-replicas "$REPLICAS" --cluster-yes \
    >"$STATE/log/redis-cluster.log" 2>&1 || fail "the nodes do not join; see $STATE/log/redis-cluster.log"
  touch "$STATE/redis/joined"
}

# A node is ready when all slots are served, and a replica when it follows its master.
node_ready() {
  local port
  port=$(port_of "$1")
  redis_cli -p "$port" cluster info 2>/dev/null | grep -q '^cluster_state:ok' &&
    ! redis_cli -p "$port" info replication 2>/dev/null | grep -q '^master_link_status:down'
}
