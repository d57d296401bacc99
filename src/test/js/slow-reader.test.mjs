/**
 * Clients that take nothing cost their own connection, and nobody else anything.
 *
 *     CLUSTER_STATE=… TIDINGS_URL=http://127.0.0.1:5000 TIDINGS_RECOVERY_MAX_BYTES=4194304 \
 *     TIDINGS_OUTBOX_MAX_BYTES=8388608 node --test src/test/js/slow-reader.test.mjs
 *
 * The instance must have been started with the last two: what it remembers is no client's, and who
 * reads is to survive that heaps are counted.
 * SLOW_SECONDS is for how long events are sent, twice; 60 for people who want to see.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { acknowledged, client, connected, disconnectAll } from "./support/clients.mjs";
import { pidOf } from "./support/cluster.mjs";
import { Engine } from "./support/engine.mjs";
import { instances } from "./support/environment.mjs";
import { membersOf, rest } from "./support/rest.mjs";
import { fresh } from "./support/scenarios.mjs";
import { until } from "./support/wait.mjs";

const SECONDS = Number(process.env.SLOW_SECONDS ?? 4);
const RATE = 100; // events a second
const PAYLOAD = "x".repeat(100_000);
const OUTBOX = Number(process.env.TIDINGS_OUTBOX_MAX_BYTES ?? 1_048_576);
const HISTORY = Number(process.env.TIDINGS_RECOVERY_MAX_BYTES ?? 0);
const MIB = 1 << 20;

const run = promisify(execFile);

/** Bytes of live objects. */
async function live() {
  const { stdout } = await run("jcmd", [String(pidOf(instances[0])), "GC.class_histogram"], { maxBuffer: 64 * MIB });
  return Number(/^Total\s+\d+\s+(\d+)/m.exec(stdout)[1]);
}

describe("clients that read nothing", { timeout: 120000 + SECONDS * 4000 }, () => {
  const room = fresh("slow");
  const heard = [];
  let late = [];
  let sent = 0;

  after(disconnectAll);

  /** Resolves with the most that was alive in between. */
  async function broadcast() {
    late = [];
    const begun = performance.now();
    const publishing = [];
    let most = 0;
    for (let n = 0; n < RATE * SECONDS; n++) {
      const body = { rooms: [room], event: "large", args: [sent++, Date.now(), PAYLOAD] };
      publishing.push(rest("POST", "/api/events", { base: instances[0], body }));
      if (n % RATE === RATE / 2) publishing.push(live().then((bytes) => (most = Math.max(most, bytes))));
      await pause(Math.max(0, (n * 1000) / RATE - (performance.now() - begun)));
    }
    const failed = (await Promise.all(publishing)).filter(({ status }) => status !== undefined && status !== 202);
    assert.deepEqual(failed, []);
    await until(30000, "all is heard", () => heard.length === sent);
    late.sort((a, b) => a - b);
    return most;
  }

  const spread = () => `heard after ${late[late.length >> 1]} ms, p99 ${late[Math.floor(late.length * 0.99)]} ms`;

  test("are sent away, while the others hear all and memory stays what it was", async (t) => {
    assert.ok(HISTORY > 0 && HISTORY < 16 * MIB, "what the instance remembers is bounded, and little");
    const reader = await connected(client({ transports: ["websocket"] }));
    await acknowledged(reader, "join", room);
    reader.on("large", (n, at) => {
      heard.push(n);
      late.push(Date.now() - at);
    });
    const without = await broadcast();
    t.diagnostic(`without them: ${spread()}; ${(without / MIB).toFixed(1)} MiB`);

    const slow = await new Engine({ base: instances[0] }).joinedSocket();
    slow.send(`420["join","${room}"]`);
    await slow.until((packet) => packet.startsWith?.("430"));
    slow.ws._socket.pause();
    const polling = new Engine({ base: instances[0] });
    const sid = await polling.join();
    await polling.post(sid, `42["join","${room}"]`);
    await until(5000, "all three are in the room", async () => (await membersOf(room)) === 3);

    const most = await broadcast();
    t.diagnostic(`with them: ${spread()}; ${(most / MIB).toFixed(1)} MiB`);

    await until(20000, "the slow ones are gone", async () => (await membersOf(room)) === 1);
    assert.deepEqual(heard.toSorted((a, b) => a - b), Array.from({ length: sent }, (_, n) => n));
    // What is under way at the moment of a look differs by a few events.
    assert.ok(most - without < 2 * OUTBOX + 4 * MIB, `${(most - without) / MIB} MiB more`);
    slow.ws.terminate();
  });
});
