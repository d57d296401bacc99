# nginx in front, and what a person is told. Sourced.
# shellcheck shell=bash

USER_NAME=tidings

# nginx reads the nginx.conf at the top through a link in its folder, so that the relative paths
# in it mean this folder: nothing is copied or edited.
start_proxy() {
  local folder=$STATE/nginx
  mkdir -p "$folder/temp"
  make_certificate "$folder"
  make_password "$folder"
  write_snippets "$folder"
  write_key_snippets
  if alive nginx; then return; fi
  ln -sf "$TOP/nginx.conf" "$folder/nginx.conf"
  # Where the package's build has compiled its error log in, a user may not write: -e.
  launch nginx nginx -e "$(log_of nginx)" -p "$folder" -c "$folder/nginx.conf" -g "$(proxy_globals)"
}

# Root's nginx would give its workers a user who cannot read this folder.
proxy_globals() {
  printf 'daemon off;'
  if [ "$(id -u)" -eq 0 ]; then printf ' user %s %s;' "$(id -un)" "$(id -gn)"; fi
}

write_snippets() {
  local port
  say "listen 127.0.0.1:$PORT ssl reuseport backlog=4096;" >"$1/listen.conf"
  for port in $(instance_ports); do say "server 127.0.0.1:$port max_fails=3 fail_timeout=5s;"; done >"$1/instances.conf"
  # Load tests are many clients at one address: what the instances do not count nginx does not either.
  if [ "${TIDINGS_LIMITS_CONNECTIONS_PER_ADDRESS:-}" = 0 ]; then
    say '"~." "";' >"$1/limits-off.conf"
  else
    rm -f "$1/limits-off.conf"
  fi
}

make_password() {
  if [ -f "$1/htpasswd" ] && [ -f "$1/password" ]; then return; fi
  (
    umask 077
    openssl rand -hex 12 >"$1/password"
    printf '%s:%s\n' "$USER_NAME" "$(openssl passwd -apr1 -in "$1/password")" >"$1/htpasswd"
  ) || fail "cannot make a password"
}

await_proxy() { await 20 nginx; }

report() {
  say
  say "Tidings     https://localhost:$PORT/"
  say "user        $USER_NAME"
  say "password    $(cat "$STATE/nginx/password")"
  say "API key     $(cat "$STATE/nginx/api-key" 2>/dev/null || say 'none: payara/cluster down, then up')"
  say "certificate $STATE/nginx/certificate.pem$(certificate_note "$STATE/nginx")"
  say "instances   $(instance_ports | sed 's|^|http://127.0.0.1:|' | tr '\n' ' ')"
  case $QUEUE in
    own) say "redis       $(redis_ports | sed 's|^|redis://127.0.0.1:|' | paste -sd, -)$(redis_password_note)" ;;
    external) say "redis       as TIDINGS_MESSAGE_QUEUE says" ;;
    none) say "redis       none: one instance, in-process" ;;
  esac
}

redis_password_note() {
  if [ -s "$STATE/redis-password" ]; then say " (password in $STATE/redis-password)"; fi
}

print_status() {
  local member state pid connections seen
  seen=$(instances_seen)
  printf '%-8s %8s %6s  %-9s %s\n' member pid port state connections
  for member in $(expected_members); do
    pid=- connections=-
    if ready "$member"; then state=ready; elif alive "$member"; then state='not ready'; else state=down; fi
    if alive "$member"; then pid=$(pid_of "$member"); fi
    case $member in
      redis* | nginx) ;;
      # Redis lists an instance that was killed until its lease ends.
      *) if alive "$member"; then connections=$(say "$seen" | connections_of "127.0.0.1:$member" || true); fi ;;
    esac
    printf '%-8s %8s %6s  %-9s %s\n' "$member" "$pid" "$(port_of "$member")" "$state" "${connections:--}"
  done
}
