/**
 * More slow bodies than the server has workers, sent directly to an instance: everybody else is
 * served as before, and the slow ones are ended.
 *
 *     TIDINGS_INSTANCES=http://127.0.0.1:5000 TIDINGS_API_KEY=… \
 *     node --test src/test/js/slow-bodies.test.mjs
 */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { instances } from "./support/environment.mjs";
import { exchange } from "./support/exchange.mjs";
import { keyFor } from "./support/key.mjs";
import { Raw, request } from "./support/raw.mjs";
import { rest } from "./support/rest.mjs";
import { within } from "./support/wait.mjs";

const [base] = instances;

/** The server has 64 workers. */
const EACH = 80;

/** Of files that are on their way, as the instance is shipped. */
const UPLOADS = 32;

const open = [];
after(() => open.forEach((raw) => raw.close()));

const headers = (type) => ({ ...keyFor(`${base}/api/`), "Content-Type": type });
const body = Buffer.alloc(1000, " ");
const length = (path, type) => ({ head: request(base, "POST", path, { headers: headers(type), body }).head, byte: " " });
const DOORS = {
  events: length("/api/events", "application/json"),
  chunks: { head: request(base, "POST", "/api/events", { headers: headers("application/json"), body, chunks: 1 }).head, byte: "1\r\n \r\n" },
  files: length("/api/rooms/slow/files?name=x", "text/plain"),
  forms: { ...length("/api/rooms/slow/files", "multipart/form-data; boundary=x"), byte: "-" },
  health: length("/health", "application/x-www-form-urlencoded"),
};

/** Begins a request, and sends a byte a second until it is answered. Resolves with the status. */
async function slow({ head, byte }) {
  const raw = await Raw.connect(base);
  open.push(raw);
  const closed = new Promise((resolve) => raw.socket.once("close", resolve));
  await raw.write([head]);
  const more = setInterval(() => raw.socket.write(byte), 1000);
  const { status } = await raw.answer().finally(() => clearInterval(more));
  return { status, raw, closed };
}

async function timed(what) {
  const begun = performance.now();
  const { status } = await within(5000, "an answer to somebody else", what());
  assert.ok(status === 200 || status === 202, String(status));
  return performance.now() - begun;
}

function counts(answers) {
  const seen = {};
  for (const { status } of answers) seen[status] = (seen[status] ?? 0) + 1;
  return seen;
}

test("slow bodies hold no thread that others need, and are ended", { timeout: 60000 }, async (t) => {
  const answers = Object.entries(DOORS).map(async ([name, door]) => [name, await Promise.all(Array.from({ length: EACH }, () => slow(door)))]);
  let ended = false;
  const all = Promise.all(answers).finally(() => (ended = true));
  const times = [];
  while (!ended) {
    times.push(await timed(() => exchange(`${base}/socket.io/?EIO=4&transport=polling`)));
    times.push(await timed(() => rest("POST", "/api/events", { base, body: { rooms: ["slow"], event: "e" } })));
    await pause(200);
  }
  const seen = Object.fromEntries(await all);
  t.diagnostic(`${times.length} honest requests, the slowest ${Math.round(Math.max(...times))} ms`);
  assert.deepEqual(counts(seen.events), { 408: EACH });
  assert.deepEqual(counts(seen.chunks), { 408: EACH });
  assert.deepEqual(counts(seen.health), { 405: EACH });
  // Forms and files share their places, counted before a byte is read.
  assert.deepEqual(counts([...seen.files, ...seen.forms]), { 408: UPLOADS, 503: 2 * EACH - UPLOADS });
  // Still sending, they are cut off.
  for (const { raw, status, closed } of Object.values(seen).flat()) {
    if (status === 408) await within(5000, "the end of a slow connection", closed);
    raw.close();
  }
});
