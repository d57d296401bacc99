/**
 * Clients that disconnect while their GET waits: what they are sent then is not lost in silence.
 * Their next GET is answered with it, or there is no session any more.
 *
 *     TIDINGS_INSTANCES=http://127.0.0.1:5000,http://127.0.0.1:5001 TIDINGS_URL=https://127.0.0.1:8443 \
 *       node --test lost-polls.test.mjs
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";
import { describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import tls from "node:tls";
import { instances, url } from "./support/environment.mjs";
import { exchange } from "./support/exchange.mjs";

const PATH = "/socket.io/?EIO=4&transport=polling&recovery=false";

/** Milliseconds between the client's end and the event. */
const DELAYS = [0, 1, 5, 50, 500];
const ROUNDS = 3;

/** Longer than the server waits for the next GET of a client that has disconnected. */
const AWAY = 2500;

const LEAVE = {
  FIN: ({ raw }) => raw.destroy(),
  RST: ({ raw }) => raw.resetAndDestroy(),
  "half a FIN": ({ stream }) => stream.end(),
};

const get = (base, sid) => exchange(`${base}${PATH}&sid=${sid}`);
const post = (base, sid, body) =>
  exchange(`${base}${PATH}&sid=${sid}`, { method: "POST", headers: { "content-type": "text/plain;charset=UTF-8" }, body });

/** A connection, and what goes through it. */
async function connect(base) {
  const { hostname, port, protocol } = new URL(base);
  const raw = net.connect({ host: hostname, port });
  raw.on("error", () => {});
  await once(raw, "connect");
  if (protocol === "http:") return { raw, stream: raw };
  const stream = tls.connect({ socket: raw, rejectUnauthorized: false });
  stream.on("error", () => {});
  await once(stream, "secureConnect");
  return { raw, stream };
}

/** A session whose owner is the first instance, and whose client has joined. */
async function open(base) {
  const { text } = await exchange(`${instances[0]}${PATH}`);
  const { sid } = JSON.parse(text.slice(1));
  assert.equal((await post(base, sid, "40")).status, 200);
  assert.match((await get(base, sid)).text, /^40/);
  return sid;
}

/** Leaves a GET behind that waits. */
async function abandon(base, sid, leave) {
  const connection = await connect(base);
  connection.stream.write(`GET ${PATH}&sid=${sid} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  await pause(100);
  leave(connection);
}

async function lose(base, leave, delay) {
  const sid = await open(base);
  await abandon(base, sid, leave);
  await pause(delay);
  assert.equal((await post(base, sid, '42["echo","news"]')).status, 200);
  await pause(100);
  const { status, text } = await get(base, sid);
  assert.ok(text.includes("news") || status === 400, `${status} ${text}`);
}

const ways = [["the owner", instances[0]]];
if (instances.length > 1) ways.push(["another instance", instances[1]]);
if (!instances.includes(url)) ways.push(["nginx", url]);

describe("a client that disconnects while its GET waits", { timeout: 120000 }, () => {
  for (const [name, base] of ways) {
    for (const [way, leave] of Object.entries(LEAVE)) {
      test(`by ${way} at ${name} misses nothing`, async () => {
        const cases = DELAYS.flatMap((delay) => Array(ROUNDS).fill(delay));
        await Promise.all(cases.map((delay) => lose(base, leave, delay)));
      });
    }

    test(`and stays away from ${name} has no session any more`, async () => {
      const sid = await open(base);
      await abandon(base, sid, LEAVE.FIN);
      await pause(AWAY);
      assert.equal((await get(base, sid)).status, 400);
    });
  }
});
