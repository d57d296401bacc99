/**
 * Bad input of every kind, thousands of each, and what an instance writes to its log for it.
 *
 *     TIDINGS_INSTANCES=http://127.0.0.1:5000 TIDINGS_LOGS=.tidings/log/5000.log \
 *     node --test src/test/js/log-flood.test.mjs
 *
 * FLOOD is how many of each; 10000 is the long form.
 */
import assert from "node:assert/strict";
import { statSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import { after, test } from "node:test";
import { keyFor } from "./support/key.mjs";

const instance = process.env.TIDINGS_INSTANCES.split(",")[0];
const log = process.env.TIDINGS_LOGS.split(",")[0];
const { port } = new URL(instance);
const COUNT = Number(process.env.FLOOD ?? 1000);
const AT_ONCE = 20;

/** Some lines, some of them with their stack traces, and the sentence that tells how many more. */
const MOST_BYTES = 40_000;

const agent = new http.Agent({ keepAlive: true, maxSockets: AT_ONCE });
after(() => agent.destroy());

async function many(count, action) {
  let begun = 0;
  const work = async () => {
    while (begun++ < count) await action();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

function send(method, path, { headers, body } = {}) {
  return new Promise((resolve) => {
    const request = http.request({ host: "127.0.0.1", port, method, path, agent, headers: { ...keyFor(instance + path), ...headers } });
    request.on("response", (response) => response.resume().on("end", () => resolve(response.statusCode)));
    request.on("error", () => resolve(0));
    request.end(body);
  });
}

/** Sends bytes, and waits for the end or a moment. */
function raw(bytes, ms = 50) {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1", () => socket.write(bytes));
    socket.on("data", () => {});
    socket.on("error", () => {});
    socket.on("close", resolve);
    setTimeout(() => socket.destroy(), ms);
  });
}

const UPGRADE =
  "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
  "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

function webSocket() {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1", () => socket.write(UPGRADE));
    socket.on("error", () => {});
    socket.once("data", () => resolve(socket.on("data", () => {})));
    socket.once("close", () => resolve(socket));
  });
}

function frame(payload, { opcode = 1, masked = true } = {}) {
  const data = Buffer.from(payload);
  const bit = masked ? 0x80 : 0;
  const head =
    data.length < 126
      ? Buffer.from([0x80 | opcode, bit | data.length])
      : Buffer.from([0x80 | opcode, bit | 127, 0, 0, 0, 0, 0, 0, 0, 0]);
  if (data.length >= 126) head.writeUInt32BE(data.length, 6);
  return Buffer.concat([head, masked ? Buffer.alloc(4) : Buffer.alloc(0), data]);
}

/** Says one thing again and again on WebSockets, a new one when the last one has ended. */
async function say(count, payload) {
  let socket;
  for (let i = 0; i < count; i++) {
    if (!socket || socket.destroyed) {
      socket = await webSocket();
      socket.write(frame("40"));
    }
    socket.write(frame(payload));
    if (i % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await new Promise((resolve) => setTimeout(resolve, 300));
  socket.destroy();
}

async function once(bytes) {
  const socket = await webSocket();
  socket.write(bytes);
  await new Promise((resolve) => {
    socket.once("close", resolve);
    setTimeout(resolve, 50);
  });
  socket.destroy();
}

async function sid() {
  const address = { host: "127.0.0.1", port, path: "/socket.io/?EIO=4&transport=polling", agent };
  const text = await new Promise((resolve, reject) => {
    const request = http.get(address, async (response) => resolve((await response.toArray()).join("")));
    request.on("error", reject);
  });
  return JSON.parse(text.slice(1)).sid;
}

const post = async (head, body) =>
  raw(`POST /socket.io/?EIO=4&transport=polling&sid=${await sid()} HTTP/1.1\r\nHost: x\r\n${head}\r\n\r\n${body}`);

const json = { "content-type": "application/json" };
const large = "x".repeat(1_200_000);

const KINDS = {
  "a key with too many digits": () => say(COUNT, '42["x",{"idempotencyKey":1e99999999999}]'),
  "an argument with too many digits": () => say(COUNT, '420["join",1e99999999999]'),
  "an auth that is none": () => many(COUNT / 20, () => once(frame('40{"token":1e99999999999,"pid":"x"}'))),
  "a packet that is none": () => many(COUNT / 20, () => once(frame("4x"))),
  "a bad escape below /api": () => many(COUNT, () => send("GET", "/api/%zz")),
  "a bad escape elsewhere": () => many(COUNT, () => send("GET", "/%zz")),
  "a bad escape in a query": () => many(COUNT, () => send("GET", "/api/rooms?limit=%zz")),
  "bytes that are no UTF-8": () => many(COUNT, () => send("GET", "/api/rooms/%ff%fe")),
  "JSON that is none": () => many(COUNT, () => send("POST", "/api/events", { headers: json, body: "{" })),
  "a type that is none": () => many(COUNT, () => send("POST", "/api/events", { headers: { "content-type": ";;;" } })),
  "an Accept that is none": () => many(COUNT, () => send("GET", "/api/rooms", { headers: { accept: ";;;/" } })),
  "a form that is none": () =>
    many(COUNT / 10, () =>
      send("POST", "/api/rooms/x/files", { headers: { "content-type": "multipart/form-data; boundary=x" }, body: "--y" }),
    ),
  "a wrong key": () => many(COUNT, () => send("GET", "/api/rooms", { headers: { "x-api-key": "nope" } })),
  "a session that is none": () => many(COUNT, () => send("GET", "/socket.io/?EIO=4&transport=polling&sid=x")),
  "a body too large": () => many(COUNT / 50, () => post(`Content-Length: ${large.length}`, large)),
  "a body too large in chunks": () =>
    many(COUNT / 50, () => post("Transfer-Encoding: chunked", `${large.length.toString(16)}\r\n${large}\r\n0\r\n\r\n`)),
  "a chunk that is none": () => many(COUNT / 20, () => post("Transfer-Encoding: chunked", "zz\r\n")),
  "a body that breaks off": () => many(COUNT / 20, () => post("Content-Length: 100", "4x")),
  "a request that is none": () => many(COUNT / 10, () => raw("GARBAGE\r\n\r\n")),
  "a header that is none": () => many(COUNT / 10, () => raw("GET / HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n")),
  "a head too large": () => many(COUNT / 20, () => raw(`GET / HTTP/1.1\r\nHost: x\r\nA: ${"x".repeat(60000)}\r\n\r\n`)),
  "a length below 0": () => many(COUNT / 10, () => raw("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n")),
  "a handshake without a key": () => many(COUNT / 10, () => raw(UPGRADE.replace(/Sec-WebSocket-Key.*\r\n/, ""))),
  "a message too large": () => many(COUNT / 50, () => once(frame("4" + large))),
  "a length with its top bit": () =>
    many(COUNT / 20, () => once(Buffer.from([0x81, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]))),
  "a frame without a mask": () => many(COUNT / 20, () => once(frame("40", { masked: false }))),
  "a frame of no kind": () => many(COUNT / 20, () => once(frame("x", { opcode: 7 }))),
  "text that is no UTF-8": () => many(COUNT / 20, () => once(frame(Buffer.from([0xff, 0xfe])))),
};

for (const [kind, flood] of Object.entries(KINDS)) {
  test(`${kind} costs the log little`, { timeout: 120000 }, async (t) => {
    const before = statSync(log).size;
    await flood();
    const written = statSync(log).size - before;
    t.diagnostic(`${written} bytes`);
    assert.ok(written <= MOST_BYTES, `${written} bytes`);
    const alive = await send("GET", "/health/live");
    assert.equal(alive, 200);
  });
}
