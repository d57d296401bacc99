#!/usr/bin/env python3
"""Publishes a headline to the room "news": publish.py Hello"""
import json
import os
import ssl
import sys
import urllib.request

event = {"rooms": ["news"], "event": "headline", "args": [sys.argv[1]]}
request = urllib.request.Request(
    os.environ["TIDINGS_URL"] + "/api/events",
    json.dumps(event).encode(),
    {"Content-Type": "application/json", "X-API-Key": os.environ["TIDINGS_API_KEY"]},
)
trust = ssl.create_default_context(cafile=os.environ.get("TIDINGS_CA"))
with urllib.request.urlopen(request, timeout=10, context=trust) as response:
    print(response.status, json.load(response)["id"])
