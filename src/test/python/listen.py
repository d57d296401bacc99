#!/usr/bin/env python3
"""A client of python-socketio that joins a room and prints what it hears, a line of JSON each.

    listen.py sync|async URL polling|websocket ROOM

It connects again when its connection is lost. The handler of "one" takes exactly one argument, that
of "two" two, as handlers in Python do.
"""
import asyncio
import json
import sys

import socketio

kind, url, transport, room = sys.argv[1:]
names = {"reconnection_delay": 0.1, "reconnection_delay_max": 0.5, "randomization_factor": 0}


def say(**line):
    print(json.dumps(line, default=lambda value: {"bytes": list(value)}), flush=True)


def on_one(data):
    say(event="one", args=[data])


def on_two(first, second):
    say(event="two", args=[first, second])


def listen():
    client = socketio.Client(**names)
    client.on("connect", lambda: client.emit("join", room, callback=lambda answer: say(joined=client.get_sid())))
    client.on("one", on_one)
    client.on("two", on_two)
    client.connect(url, transports=[transport])
    client.wait()


async def listen_async():
    client = socketio.AsyncClient(**names)

    async def joins():
        await client.emit("join", room, callback=lambda answer: say(joined=client.get_sid()))

    client.on("connect", joins)
    client.on("one", on_one)
    client.on("two", on_two)
    await client.connect(url, transports=[transport])
    while True:
        await client.wait()
        await asyncio.sleep(0.1)


if kind == "sync":
    listen()
else:
    asyncio.run(listen_async())
