// socket.io with the events that the load program needs. node server.mjs PORT [REDIS]
// As its documentation advises for speed: the native parts of ws, no compression, no initial
// request kept, the sharded adapter with a Redis of version 7.
import { createServer } from "node:http";
import { createShardedAdapter } from "@socket.io/redis-adapter";
import { createClient } from "redis";
import { Server } from "socket.io";

const [port, redis] = process.argv.slice(2);

async function adapter() {
  const publisher = createClient({ url: redis });
  const subscriber = publisher.duplicate();
  await Promise.all([publisher.connect(), subscriber.connect()]);
  return createShardedAdapter(publisher, subscriber);
}

const http = createServer();
const io = new Server(http, {
  perMessageDeflate: false,
  httpCompression: false,
  serveClient: false,
  ...(redis && { adapter: await adapter() }),
});

io.engine.on("connection", (connection) => (connection.request = null));

io.on("connection", (socket) => {
  socket.on("echo", (...args) => socket.emit("echo", ...args));
  socket.on("bench", (...args) => io.emit("bench", ...args));
  socket.on("publish", (room, event, ...args) => io.to(room).emit(event, ...args));
  socket.on("join", (room, ack) => {
    socket.join(room);
    ack({ ok: true, room });
  });
});

http.listen(Number(port), "127.0.0.1", 4096);
