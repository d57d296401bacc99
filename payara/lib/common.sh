# What every part uses: words to the user, ports, the lock. Sourced by payara/cluster and
# payara/ensure. Works with bash 3.2 (macOS) and newer.
# shellcheck shell=bash

say() { printf '%s\n' "$*"; }

fail() {
  printf 'cluster: %s\n' "$*" >&2
  exit 1
}

warn() { printf 'cluster: %s\n' "$*" >&2; }

misused() {
  printf 'cluster: %s\n\n' "$*" >&2
  usage >&2
  exit 2
}

has() { command -v "$1" >/dev/null 2>&1; }

# Whether something accepts connections on port $1 of this machine.
port_open() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Who listens on port $1, as far as this user may know.
port_owner() {
  local owner=
  if has ss; then
    owner=$(ss -Hltnp "sport = :$1" 2>/dev/null | sed -n 's/.*users:(("\([^"]*\)",pid=\([0-9]*\).*/\1, pid \2/p' | head -n 1)
  elif has lsof; then
    owner=$(lsof -nP -iTCP:"$1" -sTCP:LISTEN -Fpc 2>/dev/null | tr '\n' ' ' | sed -n 's/^p\([0-9]*\) c\([^ ]*\).*/\2, pid \1/p')
  fi
  say "${owner:-a process that I cannot name}"
}

# http_get PORT PATH [HEADER]: the whole answer of an instance, status line first; fails when there is none
# within 5 seconds. Done by bash itself: curl may not be there.
http_get() {
  local line answered=1
  { exec 3<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null || return 1
  # $(…) has cut off the end of the header's line.
  printf 'GET %s HTTP/1.0\r\nHost: localhost\r\n%s\r\n' "$2" "${3:+${3%$'\r'}$'\r\n'}" >&3
  while IFS= read -r -t 5 line <&3 || [ -n "$line" ]; do
    printf '%s\n' "$line"
    answered=0
    line=
  done
  exec 3>&-
  return "$answered"
}

# https_get PORT PATH: the same of nginx, whoever its certificate is from; nothing when it is not there.
https_get() {
  printf 'GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n' "$2" |
    openssl s_client -quiet -connect "127.0.0.1:$1" 2>/dev/null || true
}

# One command at a time may change the cluster. The lock is a folder, since making one either
# succeeds or fails; it names its holder, so that a lock left behind by a crash is taken over.
acquire_lock() {
  local lock=$STATE/lock holder told='' deadline=$((SECONDS + READY_SECONDS))
  until mkdir "$lock" 2>/dev/null; do
    holder=$(cat "$lock/pid" 2>/dev/null || true)
    if [ -n "$holder" ] && ! kill -0 "$holder" 2>/dev/null; then
      rm -rf "$lock"
      continue
    fi
    [ -d "$STATE" ] || fail "there is no $STATE"
    [ "$SECONDS" -lt "$deadline" ] || fail "another payara/cluster${holder:+ (pid $holder)} is at work; if not, remove $lock"
    if [ -z "$told" ]; then
      told=yes
      say "Waiting for another payara/cluster${holder:+ (pid $holder)} that is at work with $STATE ..."
    fi
    sleep 0.5
  done
  say $$ >"$lock/pid"
  trap 'rm -rf "$STATE/lock"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
}
