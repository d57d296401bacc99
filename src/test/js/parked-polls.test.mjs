/**
 * A thousand polls, parked at an instance that has none of their sessions: they cost no threads.
 *
 *     TIDINGS_INSTANCES=http://127.0.0.1:5000,http://127.0.0.1:5001 TIDINGS_PIDS=4711,4712 \
 *       node --test parked-polls.test.mjs
 */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { Engine } from "./support/engine.mjs";
import { instances, pids } from "./support/environment.mjs";
import { rest } from "./support/rest.mjs";
import { fresh } from "./support/scenarios.mjs";

const SESSIONS = 1000;
const numbers = Array.from({ length: SESSIONS }, (_, n) => n);
const AT_ONCE = 50;

const NOOP = "6";

/**
 * What a JVM may start meanwhile without a parked request having to do with it: a compiler's thread,
 * the last thread of a pool that is bounded and was not full yet.
 */
const TOLERANCE = 10;

const threads = async (pid) => Number(/^Threads:\s+(\d+)/m.exec(await readFile(`/proc/${pid}/status`, "utf8"))[1]);

/** Does the same for each item, some at once; results in the items' order. */
async function forEach(items, what) {
  const results = [];
  const work = items.entries();
  const worker = async () => {
    for (const [n, item] of work) results[n] = await what(item, n);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}

/** The most threads each process has had, until the returned function is called, which says so. */
function watch(processes) {
  const most = processes.map(() => 0);
  let watching = true;
  const done = (async () => {
    while (watching) {
      const now = await Promise.all(processes.map(threads));
      now.forEach((count, n) => (most[n] = Math.max(most[n], count)));
      await pause(50);
    }
  })();
  return async () => {
    watching = false;
    await done;
    return most;
  };
}

const skip = instances.length < 2 || pids.length < 2;

describe("a thousand parked polls of another instance's sessions", { timeout: 120000, skip }, () => {
  const [owner, other] = instances.map((base) => new Engine({ base }));
  const processes = pids.slice(0, 2);

  /** Polls at the other instance until a packet comes that is no ping. */
  async function packet(sid) {
    for (;;) {
      const { status, text } = await other.poll(sid, { ms: 60000 });
      assert.equal(status, 200, text);
      const packets = text.split("\x1e");
      if (packets.includes("2")) assert.equal((await other.post(sid, "3")).status, 200);
      const others = packets.filter((each) => each !== "2");
      if (others.length > 0) return others.join();
    }
  }

  test("cost neither instance a thread, and all are answered", async () => {
    // Fills the pools that are bounded: as many requests at once as will be parked, for no session.
    const { sid: any } = await owner.open();
    const gone = any.slice(0, 8) + "x".repeat(24);
    for (const engine of [owner, other]) await Promise.all(numbers.map(() => engine.poll(gone)));
    const before = await Promise.all(processes.map(threads));

    const stopWatching = watch(processes);
    let answered = 0;
    const parked = await forEach(numbers, async () => {
      const sid = await owner.join();
      return { sid, answer: packet(sid).finally(() => answered++) };
    });
    const sids = parked.map(({ sid }) => sid);
    // Each of these came after its session's poll and has passed both instances: all are parked by now.
    await forEach(sids, (sid) => other.post(sid, NOOP));
    const meanwhile = answered;
    const event = fresh("event");
    await rest("POST", "/api/events", { base: instances[1], login: undefined, body: { event, args: [1] } });
    const answers = await Promise.all(parked.map(({ answer }) => answer));
    const threadsMeanwhile = await stopWatching();
    const after = await Promise.all(processes.map(threads));

    console.log(`threads of owner and other: ${before} before, ${threadsMeanwhile} at most, ${after} after`);
    assert.equal(meanwhile, 0, "none is answered before there is something");
    assert.deepEqual([...new Set(answers)], [`42["${event}",1]`]);
    for (const [n, count] of threadsMeanwhile.entries()) {
      assert.ok(count <= before[n] + TOLERANCE, `${count} threads, ${before[n]} before`);
    }
    await forEach(sids, (sid) => other.post(sid, "1"));
  });
});
