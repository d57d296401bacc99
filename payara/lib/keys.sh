# Keys of the REST API. An instance is told their hashes only. Sourced.
# shellcheck shell=bash

# new_key: 256 random bits.
new_key() { say "tidings_$(openssl rand -hex 32)"; }

# entry_of NAME KEY: what tidings.api.keys has of a key.
entry_of() { say "$1:$(printf %s "$2" | openssl dgst -sha256 -r | cut -d ' ' -f 1)"; }

# The key of this cluster, for its nginx and for whoever is at this machine; made once, like the
# password.
make_api_key() {
  local file=$STATE/nginx/api-key
  if [ -f "$file" ]; then return; fi
  mkdir -p "$STATE/nginx"
  (
    umask 077
    new_key >"$file.new" && mv "$file.new" "$file"
  ) || fail "cannot make an API key"
}

# What nginx.conf takes in: people with the password are let in as the cluster itself, and programs
# with keys of their own are left to the instances.
write_key_snippets() {
  (
    umask 077
    say "\"api|Tidings\" \"$(cat "$STATE/nginx/api-key")\";" >"$STATE/nginx/api-key.conf"
    say '"~^api\|[^|]" off; "~*^api\|\|bearer " off; "~^api\|\|.*\|token$" off;' >"$STATE/nginx/api-open.conf"
  ) || fail "cannot write nginx's part of the API key"
}

# For the environment of an instance: the keys of yours, and that of this cluster. A cluster that was
# started before there were keys goes on without until it is started anew.
api_keys() {
  local file=$STATE/nginx/api-key
  if [ ! -f "$file" ]; then
    say "${TIDINGS_API_KEYS:-}"
  else
    say "${TIDINGS_API_KEYS:+$TIDINGS_API_KEYS,}$(entry_of cluster "$(cat "$file")")"
  fi
}

# The header by which this script itself asks an instance; nothing where there is no key.
api_key_header() {
  if [ -f "$STATE/nginx/api-key" ]; then printf 'X-API-Key: %s\r\n' "$(cat "$STATE/nginx/api-key")"; fi
}

key() {
  [ $# -eq 1 ] || misused "key takes the name of whoever is to have it"
  case $1 in
    '' | *[!A-Za-z0-9._-]* | ?????????????????????????????????????????????????????????????????*)
      fail "the name is \"$1\"; allowed are 1 to 64 letters, digits and . _ -" ;;
  esac
  ensure_package openssl openssl
  local made
  made=$(new_key)
  say "key    $made"
  say "entry  $(entry_of "$1" "$made")"
  warn "the key is shown this once. Add the entry to TIDINGS_API_KEYS, separated from others by a comma, then payara/cluster restart"
}
