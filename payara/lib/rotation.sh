# Logs that stay within bounds: when one has grown, it is kept as .1, that as .2 and so on, and the
# oldest goes. Sourced, and run in the background as `bash rotation.sh STATE BYTES KEPT` by start_rotation.
# shellcheck shell=bash

# shift_logs FILE KEPT: makes room for FILE.1
shift_logs() {
  local n
  for ((n = $2; n > 1; n--)); do
    if [ -f "$1.$((n - 1))" ]; then mv -f "$1.$((n - 1))" "$1.$n"; fi
  done
}

# rotate_log FILE BYTES KEPT: members append to their logs, so a file that is emptied goes on from its
# start. Lines that come between the copy and then are lost: a few, if any.
rotate_log() {
  if [ ! -f "$1" ] || [ "$(wc -c <"$1")" -le "$2" ]; then return; fi
  shift_logs "$1" "$3"
  cp "$1" "$1.1" && : >"$1"
}

# rotate_logs STATE BYTES KEPT: every five seconds, until nothing of the cluster runs.
rotate_logs() {
  local file
  while compgen -G "$1/run/*.pid" >/dev/null; do
    for file in "$1/log"/*.log "$1/nginx"/*.log; do rotate_log "$file" "$2" "$3"; done
    sleep 5 || return
  done
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
  umask 077
  rotate_logs "$@"
fi
