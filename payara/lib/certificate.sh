# The certificate of nginx: one that is made here, or one that somebody put in its place. Sourced.
# shellcheck shell=bash

# make_certificate FOLDER: makes certificate.pem and key.pem where there are none, and anew where they
# run out and were made here. What somebody else put there is never written over.
make_certificate() {
  if [ ! -f "$1/certificate.pem" ] && [ ! -f "$1/key.pem" ]; then
    sign_certificate "$1"
  elif [ ! -f "$1/certificate.pem" ] || [ ! -f "$1/key.pem" ]; then
    fail "of certificate.pem and key.pem only one is in $1: add the other, or delete it to have both made"
  elif ! openssl x509 -checkend 86400 -noout -in "$1/certificate.pem" >/dev/null 2>&1; then
    if made_here "$1"; then
      sign_certificate "$1"
    else
      warn "$1/certificate.pem runs out within a day, or is no certificate; it was not made here and is left as it is"
    fi
  fi
}

# certificate.made holds the checksum of the certificate that was made here.
made_here() {
  [ -f "$1/certificate.made" ] && [ "$(cksum <"$1/certificate.pem")" = "$(cat "$1/certificate.made")" ]
}

sign_certificate() {
  (
    umask 077
    openssl req -x509 -newkey rsa:2048 -sha256 -nodes -days 365 -subj "/CN=localhost" \
      -addext "subjectAltName=DNS:localhost,IP:127.0.0.1" \
      -keyout "$1/key.pem" -out "$1/certificate.pem" 2>"$(log_of openssl)"
  ) || fail "cannot make a certificate; see $(log_of openssl)"
  cksum <"$1/certificate.pem" >"$1/certificate.made"
}

# What `up` adds to the name of the file.
certificate_note() {
  if made_here "$1"; then say " (self-signed, for this machine only)"; fi
}
