#!/bin/sh
# Publishes a headline to the room "news": publish.sh '["Hello"]'
set -eu

curl -sS --fail-with-body ${TIDINGS_CA:+--cacert "$TIDINGS_CA"} \
  -H "X-API-Key: $TIDINGS_API_KEY" -H 'Content-Type: application/json' \
  -d "{\"rooms\":[\"news\"],\"event\":\"headline\",\"args\":$1}" "$TIDINGS_URL/api/events"
