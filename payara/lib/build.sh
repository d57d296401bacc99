# Java, the WAR, and the server laid out once for all instances. Sourced.
# shellcheck shell=bash

WAR=$TOP/target/tidings.war
SERVER_JAR=$TOP/target/payara/payara-micro.jar
JAVA=${JAVA_HOME:+$JAVA_HOME/bin/}java

require_java() {
  has "$JAVA" || fail "no Java (${JAVA_HOME:+JAVA_HOME is $JAVA_HOME; }Debian's package is openjdk-17-jdk-headless)"
  local version
  version=$("$JAVA" -version 2>&1 | sed -n 's/.* version "\(1\.\)\{0,1\}\([0-9]*\).*/\2/p' | head -n 1)
  [ "${version:-0}" -ge 17 ] || fail "Java ${version:-of unknown version} ($(command -v "$JAVA")) is too old: 17 or newer is needed"
}

# Instances that run keep the WAR they were started with, and so does one that is started again.
build_war_when_stale() {
  if any_instance_alive || ! war_stale; then return; fi
  require_build_tools
  say "Building the WAR ..."
  (cd "$TOP" && mvn -B -q -DskipTests package) || fail "the build failed"
  # Maven leaves a WAR alone whose contents did not change.
  touch "$WAR"
}

war_stale() {
  [ -f "$WAR" ] && [ -f "$SERVER_JAR" ] || return 0
  [ -n "$(cd "$TOP" && find pom.xml src/main src/package.json src/package-lock.json -newer "$WAR" 2>/dev/null | head -n 1)" ]
}

require_build_tools() {
  has mvn || fail "the WAR must be built, and there is no Maven (Debian's package is maven)"
  has npm || fail "the WAR must be built, and there is no npm (Debian's packages are nodejs and npm)"
  has javac || [ -x "${JAVA_HOME:-/nowhere}/bin/javac" ] || fail "the WAR must be built, and there is only a Java run-time, no JDK"
}

# Unpacks the server once and records the classes that it loads, so that an instance starts in
# half the time. Done again when the server, the Java or their options change, and when a Redis of
# ours comes for the first time: the classes for it are of no harm to instances without.
prepare_server() {
  if any_instance_alive; then return; fi
  local made_of
  made_of=$(server_made_of)
  if [ "$made_of" != "$(cat "$STATE/server/made-of" 2>/dev/null)" ] ||
    { [ "$QUEUE" = own ] && [ ! -f "$STATE/server/made-with-redis" ]; }; then
    say "Preparing the server; the next start will be faster ..."
    rm -rf "$STATE/server"
    "$JAVA" -jar "$SERVER_JAR" --rootdir "$STATE/server" --outputlauncher >"$STATE/log/server.log" 2>&1 ||
      fail "cannot unpack the server; see $STATE/log/server.log"
    cp "$WAR" "$STATE/server/tidings.war"
    record_classes || say "... without an archive of its classes: see $(log_of training)"
    say "$made_of" >"$STATE/server/made-of"
    if [ "$QUEUE" = own ]; then touch "$STATE/server/made-with-redis"; fi
  fi
  cp "$WAR" "$STATE/server/tidings.war"
}

server_made_of() {
  "$JAVA" -version 2>&1
  cksum <"$SERVER_JAR"
  cat "$TOP/payara/jvm.options" "$TOP/payara"/*.asadmin | cksum
}

# One start and stop of an instance that nobody uses, whatever the environment says; with our Redis,
# if there is one, so that the classes for it are among those recorded.
record_classes() (
  local pid deadline=$((SECONDS + READY_SECONDS))
  lay_out_instance training
  cd "$STATE/instances/training"
  # shellcheck disable=SC2086 # names of variables
  unset ${!TIDINGS_@}
  if [ "$QUEUE" = own ]; then
    export TIDINGS_MESSAGE_QUEUE TIDINGS_INSTANCE_ADDRESS=127.0.0.1:$BASE_PORT
    TIDINGS_MESSAGE_QUEUE=$(message_queue)
  fi
  instance_command training "$BASE_PORT" -XX:ArchiveClassesAtExit="$STATE/server/classes.jsa"
  "${COMMAND[@]}" >"$(log_of training)" 2>&1 </dev/null &
  pid=$!
  until answers_ready "$BASE_PORT"; do
    if [ "$SECONDS" -ge "$deadline" ] || ! kill -0 "$pid" 2>/dev/null; then break; fi
    sleep 0.2
  done
  kill -TERM "$pid" 2>/dev/null
  wait "$pid"
  rm -rf "$STATE/instances/training"
  [ -f "$STATE/server/classes.jsa" ]
)
