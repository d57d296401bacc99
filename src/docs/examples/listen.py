#!/usr/bin/env python3
"""Prints what is said in the room "news". When the connection ends, it comes back and misses nothing."""
import http.client
import json
import os
import ssl
import time
import urllib.error
import urllib.request


def listen(url, key, trust):
    last, wait = None, 1.0
    while True:
        request = urllib.request.Request(url, headers={"Accept": "text/event-stream", "X-API-Key": key})
        if last:
            request.add_header("Last-Event-ID", last)
        try:
            # The server says something every 15 s.
            with urllib.request.urlopen(request, timeout=40, context=trust) as stream:
                fields = {}
                for line in stream:
                    name, _, value = line.decode().rstrip("\n").partition(": ")
                    if name == "retry":
                        wait = int(value) / 1000
                    elif name:
                        fields[name] = value
                    else:
                        last = fields.get("id", last)
                        if "data" in fields:
                            yield fields.get("id"), fields["event"], json.loads(fields["data"])
                        fields = {}
        except urllib.error.HTTPError as refused:
            if refused.code < 500:
                raise
        except (OSError, http.client.HTTPException):
            pass
        time.sleep(wait)


news = os.environ["TIDINGS_URL"] + "/api/events?room=news"
trust = ssl.create_default_context(cafile=os.environ.get("TIDINGS_CA"))
for event_id, event, args in listen(news, os.environ["TIDINGS_API_KEY"], trust):
    print(event_id, event, json.dumps(args), flush=True)
