/**
 * Two real clients on the polling transport, through nginx, send each other binary events of 1 byte
 * to 900 KB for a while; each event is compared byte for byte with what was sent. Prints how many
 * were sent, came whole, came short, and never came; the exit status is 0 when all came whole.
 *
 *     TIDINGS_MAX_PAYLOAD=1300000 TIDINGS_OUTBOX_MAX_BYTES=8388608 TIDINGS_INBOX_MAX_BYTES=8388608 \
 *         payara/cluster up --instances 2
 *     TIDINGS_URL=https://127.0.0.1:8443 SECONDS=300 node src/test/js/bodies-soak.mjs
 *
 * On polling, binary data is base64: 900,000 bytes are 1,200,001 of a body. tidings.max-payload is
 * 1,000,000 unless something else is said, and then the largest that such a client can send is some
 * 749,900 bytes; LARGEST says to stay below. More is answered with 413. And several events of that
 * size are more than outbox.max-bytes lets wait for a connection, which is then closed.
 */
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { io } from "socket.io-client";
import { url } from "./support/environment.mjs";

const SECONDS = Number(process.env.SECONDS ?? 300);
const LARGEST = Number(process.env.LARGEST ?? 900_000);

/** Events of one client that are on their way; together less than an outbox holds. */
const AT_ONCE = 3;
const PATIENCE = 20_000;
const EDGES = [1, 2, 3, 57, 58, 3070, 3071, 3072, 4096, 6144, 12_288, 49_152, 65_536, 262_144, LARGEST - 1, LARGEST];

const counts = { sent: 0, whole: 0, short: 0, lost: 0, bytes: 0, disconnects: 0 };
const room = randomUUID();
const pool = randomBytes(LARGEST + 4096);
const hash = (data) => createHash("sha256").update(data).digest("hex");

/** Half of all are small; the rest is spread over all sizes, with the edges of buffers among them. */
function size() {
  const dice = Math.random();
  if (dice < 0.2) return EDGES[Math.floor(Math.random() * EDGES.length)];
  return Math.max(1, Math.floor(LARGEST ** Math.random() * (dice < 0.6 ? 1 : Math.random())));
}

/** Events that are on their way, by their name. */
const waiting = new Map();

async function client(name) {
  const socket = io(url, { transports: ["polling"], upgrade: false, forceNew: true, rejectUnauthorized: false, agent: false });
  socket.on("disconnect", (reason) => {
    counts.disconnects++;
    console.log(`${name} is disconnected: ${reason}`);
  });
  socket.on("bytes", (from, id, data) => {
    if (from === name || !waiting.has(id)) return;
    const { digest, length, resolve } = waiting.get(id);
    waiting.delete(id);
    const same = Buffer.isBuffer(data) && data.length === length && hash(data) === digest;
    if (!same) console.log(`${id}: of ${length} bytes came ${data?.length}`);
    resolve(same ? "whole" : "short");
  });
  socket.on("connect", () => socket.emit("join", room));
  await new Promise((resolve) => socket.once("connect", resolve));
  await socket.timeout(PATIENCE).emitWithAck("join", room);
  return { name, socket };
}

function exchange({ name, socket }) {
  const length = size();
  const from = Math.floor(Math.random() * 4096);
  const data = pool.subarray(from, from + length);
  const id = randomUUID();
  counts.sent++;
  counts.bytes += length;
  const came = new Promise((resolve) => {
    waiting.set(id, { digest: hash(data), length, resolve });
    setTimeout(() => waiting.delete(id) && (console.log(`${id}: ${length} bytes never came`), resolve("lost")), PATIENCE).unref();
  });
  socket.emit("publish", room, "bytes", name, id, data);
  return came.then((outcome) => counts[outcome]++);
}

const clients = await Promise.all([client("one"), client("other")]);
const end = performance.now() + SECONDS * 1000;
const keepAlive = setInterval(() => {}, 1000);
await Promise.all(
  clients.flatMap((each) =>
    Array.from({ length: AT_ONCE }, async () => {
      while (performance.now() < end) await exchange(each);
    }),
  ),
);
clearInterval(keepAlive);
for (const { socket } of clients) socket.disconnect();
console.log(JSON.stringify({ seconds: SECONDS, largest: LARGEST, ...counts }));
process.exit(counts.whole === counts.sent ? 0 : 1);
