# Installs what is missing. Sourced.
# shellcheck shell=bash

# ensure_package PACKAGE COMMAND: installs PACKAGE with apt when there is no COMMAND. Without apt
# or without the rights it says what to type and ends. python3:MODULE as the command is a module of
# the system's Python.
ensure_package() {
  local package=$1 command=$2
  is_there "$command" && return
  has apt-get || fail "no $command; install it (Debian's package is $package) and try again"
  if [ "$(id -u)" -ne 0 ]; then
    fail "no $command, and no rights to install it. Type: sudo apt-get install -y $package"
  fi
  say "Installing $package ..."
  apt_install "$package" || fail "cannot install $package. Try: apt-get update && apt-get install -y $package"
  hash -r
  is_there "$command" || fail "$package is installed, but there is no $command in PATH"
}

is_there() {
  case $1 in
    python3:*) [ -x /usr/bin/python3 ] && /usr/bin/python3 -c "import ${1#*:}" 2>/dev/null ;;
    *) has "$1" ;;
  esac
}

# Package lists may be absent or old: they are fetched when the first attempt fails.
apt_install() {
  without_services install_quietly "$1" 2>/dev/null && return
  apt-get update -qq && without_services install_quietly "$1"
}

install_quietly() {
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$1" >/dev/null
}

# Debian starts the services that it installs unless this file forbids it. We run our own
# processes, on our own ports, and theirs (80, 6379) are not ours to take.
without_services() {
  local policy=/usr/sbin/policy-rc.d result=0
  if [ -e "$policy" ]; then
    "$@"
    return
  fi
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
  "$@" || result=$?
  rm -f "$policy"
  return "$result"
}
