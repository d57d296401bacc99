# The Redis of the cluster: one server, or a Redis Cluster. Sourced.
# shellcheck shell=bash

# Milliseconds after which the nodes of a Redis Cluster take one for dead that does not answer.
NODE_TIMEOUT=5000

start_redis_when_ours() {
  if [ "$QUEUE" != own ]; then return; fi
  # History lives as long as the cluster: a Redis that is started again under running instances
  # finds its data, a new cluster starts with none.
  any_redis_alive || any_instance_alive || rm -rf "$STATE/redis"
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
  launch "$1" redis-server "$TOP/payara/redis.conf" --port "$(port_of "$1")" --dir "$folder" ${node[@]+"${node[@]}"}
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
  redis-cli --cluster create $(redis_ports | sed 's|^|127.0.0.1:|') --cluster-replicas "$REPLICAS" --cluster-yes \
    >"$STATE/log/redis-cluster.log" 2>&1 || fail "the nodes do not join; see $STATE/log/redis-cluster.log"
  touch "$STATE/redis/joined"
}

# A node is ready when all slots are served, and a replica when it follows its master.
node_ready() {
  local port
  port=$(port_of "$1")
  redis-cli -p "$port" cluster info 2>/dev/null | grep -q '^cluster_state:ok' &&
    ! redis-cli -p "$port" info replication 2>/dev/null | grep -q '^master_link_status:down'
}
