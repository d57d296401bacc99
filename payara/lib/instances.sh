# The instances of Payara Micro. Sourced.
# shellcheck shell=bash

# One more at a time than the machine has cores: what they wait for is the processor, and more of
# them only take turns at it.
start_instances() {
  local port starting='' at_once=$(($(cores) + 1))
  for port in $(instance_ports); do
    if ! alive "$port"; then
      # shellcheck disable=SC2086 # ports have no spaces
      await_room "$at_once" $starting
      say "Starting instance $port ..."
      start_instance "$port"
      starting="$starting $port"
    fi
  done
}

# await_room AT_ONCE MEMBER…: until fewer than so many of the members are not ready yet.
await_room() {
  local began=$SECONDS deadline=$((SECONDS + READY_SECONDS)) limit=$1 member busy slow
  shift
  while :; do
    busy=0
    for member in "$@"; do
      if ! ready "$member"; then
        busy=$((busy + 1)) slow=$member
        give_up_unless_starting "$member" "$deadline"
      fi
    done
    if [ "$busy" -lt "$limit" ]; then return; fi
    tell_waiting "$slow" "$began"
    sleep 0.5
  done
}

cores() { getconf _NPROCESSORS_ONLN 2>/dev/null || say 4; }

# Side by side: this does not wait. The folder of the instance is its working directory, and the
# paths of the jars are relative to it, because the class archive is good only for a class path
# of the same words.
start_instance() {
  local port=$1
  lay_out_instance "$port"
  instance_command "$port" "$port" -XX:SharedArchiveFile="$STATE/server/classes.jsa"
  cd "$STATE/instances/$port"
  TIDINGS_INSTANCE_ADDRESS=127.0.0.1:$port \
    TIDINGS_MESSAGE_QUEUE=$(message_queue) \
    TIDINGS_FILES_DIRECTORY=${TIDINGS_FILES_DIRECTORY:-$STATE/files} \
    TIDINGS_API_KEYS=$(api_keys) \
    launch "$port" "${COMMAND[@]}"
  cd "$TOP"
}

message_queue() {
  case $QUEUE in
    own)
      local password
      password=$(redis_password)
      redis_ports | sed "s|^|redis://${password:+:$password@}127.0.0.1:|" | paste -sd, -
      ;;
    *) say "${TIDINGS_MESSAGE_QUEUE:-}" ;;
  esac
}

# An instance writes its configuration and unpacks its WAR below its root folder, so each needs its
# own. The jars, 100 MB, are the same files under other names (the archive checks their times).
lay_out_instance() {
  local root=$STATE/instances/$1 server=$STATE/server
  rm -rf "$root"
  mkdir -p "$root/runtime"
  cp -R "$server/config" "$server/docroot" "$server/lib" "$server/META-INF" "$root/"
  ln "$server/launch-micro.jar" "$root/" 2>/dev/null || cp -p "$server/launch-micro.jar" "$root/"
  ln "$server/runtime"/* "$root/runtime/" 2>/dev/null || cp -p "$server/runtime"/* "$root/runtime/"
  # The server takes one file of commands to run before it boots. Not every system answers on all
  # of 127.0.0.0/8 as Linux does; elsewhere the instance is open from the start.
  cat "$TOP/payara/pre-boot.asadmin" >"$root/pre-boot.asadmin"
  if [ "$(uname)" = Linux ]; then cat "$TOP/payara/closed.asadmin" >>"$root/pre-boot.asadmin"; fi
}

# instance_command NAME PORT OPTION…: sets COMMAND.
instance_command() {
  local name=$1 port=$2
  shift 2
  COMMAND=("$JAVA" "@$TOP/payara/jvm.options"
    -XX:+UnlockDiagnosticVMOptions "-XX:CompilerDirectivesFile=$TOP/payara/start-only.json"
    "$@" "-Dcluster.member=$STATE/$name"
    -jar launch-micro.jar
    --nohazelcast --disablephonehome
    --port "$port"
    --logproperties "$TOP/payara/logging.properties"
    --prebootcommandfile "$STATE/instances/$name/pre-boot.asadmin"
    --postdeploycommandfile "$TOP/payara/open.asadmin"
    --deploy "$STATE/server/tidings.war")
}

instance_ready() { answers_ready "$1"; }

answers_ready() {
  case $(http_get "$1" /health/ready | head -n 1) in
    HTTP/1.?\ 200*) return 0 ;;
    *) return 1 ;;
  esac
}

await_instances() {
  # shellcheck disable=SC2046 # ports have no spaces
  await "$READY_SECONDS" $(instance_ports)
}

# Seconds for the server itself to stop, when the instance has drained.
SERVER_STOP_SECONDS=20

# One that is to end with the others still there takes the time of TIDINGS_DRAIN_TIME and
# TIDINGS_DRAIN_GRACE, if it needs it; it may have been started with other values than now, which is
# why the usual time is the least.
drain_instance() {
  local drain=$(((${TIDINGS_DRAIN_TIME:-5000} + ${TIDINGS_DRAIN_GRACE:-10000}) / 1000))
  ask_to_end "$1"
  await_end "$(((drain > 15 ? drain : 15) + SERVER_STOP_SECONDS))" "$1"
}

# When all end there is nobody to whom clients could go one by one: the second signal, which an
# instance takes as such once it has seen the first, makes it close all connections now. Handlers
# have their time.
hurry_instances() {
  if [ $# -eq 0 ]; then return; fi
  ask_to_end "$@"
  sleep 0.3
  ask_to_end "$@"
  await_end "$STOP_SECONDS" "$@"
}

# await_served PORT: until nginx sends requests to an instance again, which it may leave alone for
# some seconds after its last failure. Each is asked who it is.
await_served() {
  local deadline=$((SECONDS + 30)) id
  id=$(http_get "$1" /health/live | instance_id)
  until [ -n "$id" ] && [ "$(https_get "$PORT" /health/live | instance_id)" = "$id" ]; do
    [ "$SECONDS" -lt "$deadline" ] || fail "nginx sends nobody to instance $1, which is ready"
    sleep 0.1
  done
}

instance_id() { sed -n 's/.*"instance" *: *"\([0-9a-z]*\)".*/\1/p' | head -n 1; }

# The instances as one of them sees them, one line for each; nothing when there is no such answer.
instances_seen() {
  local port
  for port in $(instance_ports); do
    if ready "$port"; then
      http_get "$port" /api/instances "$(api_key_header)" | tr '{}' '\n\n' | grep '"address"' || true
      return
    fi
  done
}

# connections_of ADDRESS, of the lines of instances_seen on standard input
connections_of() {
  grep -F "\"$1\"" | sed -n 's/.*"connections" *: *\([0-9]*\).*/\1/p' | head -n 1
}
