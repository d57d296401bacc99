# The processes of the cluster: redis (or redis-1, redis-2, … of a Redis Cluster), nginx, and an
# instance by its port. Each has a file with its
# pid in run/ and a log in log/. Sourced.
# shellcheck shell=bash

STOP_SECONDS=30

log_of() { say "$STATE/log/$1.log"; }

pid_of() { cat "$STATE/run/$1.pid" 2>/dev/null || true; }

# What the arguments of a member's process must contain: pids are reused, and a file with a pid may
# outlive its process.
mark_of() {
  case $1 in
    redis*) say "redis-server 127.0.0.1:$(port_of "$1")" ;;
    nginx) say "-p $STATE/nginx" ;;
    *) say "-Dcluster.member=$STATE/$1" ;;
  esac
}

arguments_of() {
  if [ -r "/proc/$1/cmdline" ]; then
    tr '\0' ' ' <"/proc/$1/cmdline" 2>/dev/null || true
  elif has ps; then
    ps -ww -o args= -p "$1" 2>/dev/null || true
  fi
}

alive() {
  local pid
  pid=$(pid_of "$1")
  case $pid in '' | *[!0-9]*) return 1 ;; esac
  case "$(arguments_of "$pid") " in *"$(mark_of "$1") "*) return 0 ;; *) return 1 ;; esac
}

any_alive() {
  local file
  for file in "$STATE/run"/*.pid; do
    if [ -f "$file" ] && alive "$(basename "$file" .pid)"; then return 0; fi
  done
  return 1
}

any_instance_alive() {
  local member
  for member in $(recorded_instances); do
    if alive "$member"; then return 0; fi
  done
  return 1
}

# Every instance that has a pid file, whether it still belongs to the cluster or not.
recorded_instances() {
  local file
  for file in "$STATE/run"/[0-9]*.pid; do
    if [ -f "$file" ]; then basename "$file" .pid; fi
  done
}

# The same of Redis, whether it is one server or a Redis Cluster.
recorded_redis() {
  local file
  for file in "$STATE/run"/redis*.pid; do
    if [ -f "$file" ]; then basename "$file" .pid; fi
  done
}

# launch MEMBER COMMAND…: in the background, deaf to the terminal's hang-up. The log of the run
# before is kept as .log.1. See rotation.sh.
launch() {
  local member=$1
  shift
  if [ -s "$(log_of "$member")" ]; then
    shift_logs "$(log_of "$member")" "$LOGS_KEPT"
    mv -f "$(log_of "$member")" "$(log_of "$member").1"
  fi
  nohup "$@" >>"$(log_of "$member")" 2>&1 </dev/null &
  say $! >"$STATE/run/$member.pid"
}

# One for the cluster; it ends by itself when nothing of the cluster has a pid file any more.
start_rotation() {
  if rotation_runs; then return; fi
  nohup bash "$TOP/payara/lib/rotation.sh" "$STATE" "$LOG_BYTES" "$LOGS_KEPT" >/dev/null 2>&1 </dev/null &
  say $! >"$STATE/run/rotation"
}

rotation_runs() {
  local pid
  pid=$(cat "$STATE/run/rotation" 2>/dev/null || true)
  case $pid in '' | *[!0-9]*) return 1 ;; esac
  case $(arguments_of "$pid") in *"rotation.sh $STATE "*) return 0 ;; *) return 1 ;; esac
}

stop_rotation() {
  if rotation_runs; then kill -TERM "$(cat "$STATE/run/rotation")" 2>/dev/null || true; fi
  rm -f "$STATE/run/rotation"
}

# The port first: it is what is missing while a member starts, and takes the least to look at.
ready() {
  port_open "$(port_of "$1")" && alive "$1" || return 1
  case $1 in
    redis | nginx) return 0 ;;
    redis-*) node_ready "$1" ;;
    *) instance_ready "$1" ;;
  esac
}

all_ready() {
  local member
  for member in $(expected_members); do
    ready "$member" || return 1
  done
}

# await SECONDS MEMBER…: until all are ready. A member that ends, or one that is late, shows the end
# of its log. Says what is waited for, once it takes some seconds.
await() {
  local began=$SECONDS deadline=$((SECONDS + $1)) member
  shift
  for member in "$@"; do
    until ready "$member"; do
      give_up_unless_starting "$member" "$deadline"
      tell_waiting "$member" "$began"
      sleep 0.5
    done
  done
}

# tell_waiting MEMBER BEGAN: a line each ten seconds.
TOLD_AT=-10
tell_waiting() {
  if [ $((SECONDS - $2)) -lt 10 ] || [ $((SECONDS - TOLD_AT)) -lt 10 ]; then return; fi
  TOLD_AT=$SECONDS
  say "Waiting for $(title_of "$1"): $(state_of "$1") ($((SECONDS - $2)) s)"
}

# What a member that is not ready is at.
state_of() {
  case $1 in
    redis*) if port_open "$(port_of "$1")"; then say "joining the others"; else say "still starting"; fi ;;
    nginx) say "still starting" ;;
    *)
      case $(http_get "$1" /health/ready 2>/dev/null | head -n 1) in
        HTTP/1.?\ 503*) say "deployed, not ready: $(http_get "$1" /health/ready | sed -n 's/.*"detail" *: *"\([^"]*\)".*/\1/p' | head -n 1)" ;;
        HTTP/*) say "still deploying" ;;
        *) if grep -qs 'Payara Micro' "$(log_of "$1")"; then say "still deploying"; else say "still starting"; fi ;;
      esac ;;
  esac
}

# give_up_unless_starting MEMBER DEADLINE: one that was launched just now.
give_up_unless_starting() {
  local pid=
  read -r pid 2>/dev/null <"$STATE/run/$1.pid" || true
  kill -0 "${pid:-none}" 2>/dev/null || give_up "$1" "ended while starting"
  if deployment_failed "$1"; then
    give_up "$1" "did not start the application$(refused_setting "$1")"
  fi
  [ "$SECONDS" -lt "$2" ] || give_up "$1" "is not ready in time"
}

# Payara Micro lives on when its only application does not start.
deployment_failed() { grep -qs 'Exception while loading the app' "$(log_of "$1")"; }

# The configuration key that was refused, if that is why.
refused_setting() {
  sed -n 's/.*InvalidSettingException: \(.*\)/: \1/p' "$(log_of "$1")" | tail -n 1
}

# Of a stack trace only the causes are shown: the first line of the last one is the reason.
give_up() {
  {
    say
    say "--- the end of $(log_of "$1")"
    grep -v '^[[:space:]]*\(at \|\.\.\. \)' "$(log_of "$1")" | tail -n 40 || true
    say "---"
  } >&2
  fail "$1 $2. payara/cluster down stops the rest"
}

refuse_taken_ports() {
  local member port
  for member in $(expected_members); do
    port=$(port_of "$member")
    if ! alive "$member" && port_open "$port"; then
      fail "port $port, meant for $(title_of "$member"), is taken by $(port_owner "$port")"
    fi
  done
}

title_of() {
  case $1 in
    redis* | nginx) say "$1" ;;
    *) say "instance $1" ;;
  esac
}

# Asks all to end, then waits for all; what will not end is killed.
stop_members() {
  ask_to_end "$@"
  await_end "$STOP_SECONDS" "$@"
}

ask_to_end() {
  local member
  for member in "$@"; do
    if alive "$member"; then kill -TERM "$(pid_of "$member")" 2>/dev/null || true; fi
  done
}

# await_end SECONDS MEMBER…
await_end() {
  local member deadline=$((SECONDS + $1))
  shift
  for member in "$@"; do
    while alive "$member"; do
      if [ "$SECONDS" -ge "$deadline" ]; then
        say "$(title_of "$member") does not end; killed"
        kill -KILL "$(pid_of "$member")" 2>/dev/null || true
      fi
      sleep 0.1
    done
    rm -f "$STATE/run/$member.pid"
  done
}
