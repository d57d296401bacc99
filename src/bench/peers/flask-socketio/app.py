"""Flask-SocketIO with the events that the load program needs, under gunicorn and gevent as its
documentation has it; REDIS names the message queue of several."""

from gevent import monkey

monkey.patch_all()

import os

from flask import Flask
from flask_socketio import SocketIO, emit, join_room

app = Flask(__name__)
socketio = SocketIO(app, async_mode="gevent", message_queue=os.environ.get("REDIS"))


@socketio.on("echo")
def echo(*args):
    emit("echo", args)


@socketio.on("bench")
def bench(*args):
    socketio.emit("bench", args)


@socketio.on("publish")
def publish(room, event, *args):
    socketio.emit(event, args, to=room)


@socketio.on("join")
def join(room):
    join_room(room)
    return {"ok": True, "room": room}
