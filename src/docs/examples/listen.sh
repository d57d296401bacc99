#!/bin/sh
# Prints what is said in the room "news", until the connection ends.
set -eu

exec curl -sS -N --fail-with-body ${TIDINGS_CA:+--cacert "$TIDINGS_CA"} \
  -H "X-API-Key: $TIDINGS_API_KEY" -H 'Accept: text/event-stream' \
  "$TIDINGS_URL/api/events?room=news"
