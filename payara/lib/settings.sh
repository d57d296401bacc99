# What the cluster looks like: from the command line, from what runs already, or by default. Sourced.
#
# INSTANCES  how many
# PORT       of nginx
# MASTERS    of the Redis Cluster that we start; 0: one Redis alone
# REPLICAS   of each master
# QUEUE      own: a Redis that we start; external: TIDINGS_MESSAGE_QUEUE; none: one instance alone
# shellcheck shell=bash disable=SC2034 # read by the other parts

BASE_PORT=${CLUSTER_BASE_PORT:-5000}
REDIS_PORT=${CLUSTER_REDIS_PORT:-6380}
READY_SECONDS=${CLUSTER_READY_SECONDS:-300}
LOG_BYTES=${CLUSTER_LOG_BYTES:-50000000}
LOGS_KEPT=3
STATE=${CLUSTER_STATE:-$TOP/.tidings}
case $STATE in /*) ;; *) STATE=$PWD/$STATE ;; esac

WANTED_INSTANCES= WANTED_PORT= WANTED_QUEUE= WANTED_MASTERS= WANTED_REPLICAS=

parse_up_options() {
  while [ $# -gt 0 ]; do
    case $1 in
      --instances) WANTED_INSTANCES=$(whole_number "$1" "${2:-}" 1 50) && shift 2 || exit 2 ;;
      --port) WANTED_PORT=$(whole_number "$1" "${2:-}" 1 65535) && shift 2 || exit 2 ;;
      --no-redis) WANTED_QUEUE=none && shift ;;
      --redis-cluster) WANTED_MASTERS=$(whole_number "$1" "${2:-}" 3 9) && shift 2 || exit 2 ;;
      --replicas) WANTED_REPLICAS=$(whole_number "$1" "${2:-}" 0 3) && shift 2 || exit 2 ;;
      *) misused "up knows no $1" ;;
    esac
  done
  if [ "$WANTED_QUEUE" = none ] && [ -n "${TIDINGS_MESSAGE_QUEUE:-}" ]; then
    fail "--no-redis contradicts TIDINGS_MESSAGE_QUEUE, which is set"
  fi
  want_redis_cluster
}

want_redis_cluster() {
  if [ -z "$WANTED_MASTERS" ]; then
    [ -z "$WANTED_REPLICAS" ] || fail "--replicas goes with --redis-cluster"
    return 0
  fi
  [ "$WANTED_QUEUE" != none ] || fail "--redis-cluster contradicts --no-redis"
  [ -z "${TIDINGS_MESSAGE_QUEUE:-}" ] || fail "--redis-cluster contradicts TIDINGS_MESSAGE_QUEUE, which is set"
  WANTED_QUEUE=own
}

# whole_number OPTION VALUE LEAST MOST
whole_number() {
  case $2 in
    '' | *[!0-9]* | ??????*) ;;
    *) if [ "$2" -ge "$3" ] && [ "$2" -le "$4" ]; then say "$((10#$2))" && return; fi ;;
  esac
  fail "$1 is \"$2\"; allowed is a whole number from $3 to $4"
}

# What runs keeps its settings; a wish that differs is refused rather than half granted.
recall_settings() {
  choose_settings
  [ -f "$STATE/run/settings" ] && any_alive || return 0
  local name value
  while IFS='=' read -r name value; do
    case $name in
      INSTANCES | PORT | BASE_PORT | REDIS_PORT | QUEUE | MASTERS | REPLICAS) printf -v "$name" %s "$value" ;;
    esac
  done <"$STATE/run/settings"
  refuse_change --instances "$WANTED_INSTANCES" "$INSTANCES"
  refuse_change --port "$WANTED_PORT" "$PORT"
  refuse_change "the queue" "$WANTED_QUEUE" "$QUEUE"
  refuse_change --redis-cluster "$WANTED_MASTERS" "$MASTERS"
  refuse_change --replicas "$WANTED_REPLICAS" "$REPLICAS"
}

refuse_change() {
  if [ -n "$2" ] && [ "$2" != "$3" ]; then
    fail "the cluster runs with another choice of $1 ($3, not $2): payara/cluster down first"
  fi
}

choose_settings() {
  INSTANCES=${WANTED_INSTANCES:-5}
  PORT=${WANTED_PORT:-8443}
  MASTERS=${WANTED_MASTERS:-0}
  REPLICAS=${WANTED_REPLICAS:-1}
  if [ -n "${TIDINGS_MESSAGE_QUEUE:-}" ]; then
    WANTED_QUEUE=external
  fi
  QUEUE=$WANTED_QUEUE
  if [ -z "$QUEUE" ]; then
    if [ "$INSTANCES" -eq 1 ]; then QUEUE=none; else QUEUE=own; fi
  fi
}

refuse_lonely_crowd() {
  if [ "$QUEUE" = none ] && [ "$INSTANCES" -gt 1 ]; then
    fail "--no-redis is for --instances 1: several instances need a Redis to hear each other"
  fi
}

store_settings() {
  mkdir -p "$STATE/run" "$STATE/log"
  chmod 700 "$STATE"
  local name
  for name in INSTANCES PORT BASE_PORT REDIS_PORT QUEUE MASTERS REPLICAS; do say "$name=${!name}"; done >"$STATE/run/settings"
}

instance_ports() {
  local port
  for ((port = BASE_PORT; port < BASE_PORT + INSTANCES; port++)); do say "$port"; done
}

# The members that belong to the cluster, in the order they start.
expected_members() {
  if [ "$QUEUE" = own ]; then redis_members; fi
  instance_ports
  say nginx
}

redis_members() {
  local n
  if [ "$MASTERS" -eq 0 ]; then say redis; fi
  for ((n = 1; n <= MASTERS * (1 + REPLICAS); n++)); do say "redis-$n"; done
}

redis_ports() {
  local member
  for member in $(redis_members); do port_of "$member"; done
}

# A member by what a person calls it: 5001, 2 (the second instance), redis, redis-2, nginx.
member_named() {
  case $1 in
    '' | *[!0-9]* | ????*) say "$1" ;;
    *) say "$((BASE_PORT + 10#$1 - 1))" ;;
  esac
}

port_of() {
  case $1 in
    redis) say "$REDIS_PORT" ;;
    redis-*) say "$((REDIS_PORT + ${1#redis-} - 1))" ;;
    nginx) say "$PORT" ;;
    *) say "$1" ;;
  esac
}
