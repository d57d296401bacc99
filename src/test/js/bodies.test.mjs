/**
 * Every byte that comes in by any door is handed on: messages of all lengths, arriving in all ways,
 * are compared with what their receiver got.
 *
 *     TIDINGS_INSTANCES=http://127.0.0.1:5000 node --test src/test/js/bodies.test.mjs
 *
 * With one instance: all doors. With several: polling sessions whose bodies come to another
 * instance than theirs, and what goes through Redis. With the conformance WAR and BODIES_ENGINE=1,
 * also messages of less bytes than an event has.
 * BODIES_LONG=1 takes every length up to three buffers, more places to split, and some minutes;
 * BODIES_DOORS, a pattern, takes some doors only.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { echo, engineBinary, engineText, events, files, webSocket } from "./support/body-doors.mjs";
import { PAUSE, WAYS, around } from "./support/body-ways.mjs";
import { instances, url } from "./support/environment.mjs";
import { exchange } from "./support/exchange.mjs";
import { Engine } from "./support/engine.mjs";
import { within } from "./support/wait.mjs";

const LONG = Boolean(process.env.BODIES_LONG);
const LANES = 6;
const BUFFERS = 3 * 4096;

/** Messages of one connection: the container closes it after 256 requests, and a file takes three. */
const REQUESTS = 60;

/** A way that fails so often is shown well enough. */
const ENOUGH = 60;

const [first, second] = instances;
const nginx = first === url ? [] : [echo("polling, through nginx", url)];
const single = () => [
  ...(process.env.BODIES_ENGINE ? [engineText(first), engineBinary(first)] : []),
  echo("polling, text", first),
  echo("polling, binary", first, { binary: true }),
  events(first),
  files(first, "raw"),
  files(first, "form"),
  ...[false, true].flatMap((fast) => [webSocket(first, 1, fast), webSocket(first, 2, fast)]),
];
const cluster = () => [
  echo("polling, relayed, text", second, { owner: first }),
  echo("polling, relayed, binary", second, { owner: first, binary: true }),
  events(second, { name: "REST, through Redis", at: first }),
];
const doors = [...(second ? cluster() : single()), ...nginx].filter(({ name }) => new RegExp(process.env.BODIES_DOORS ?? "").test(name));

/** What was seen: door × way → {cases, whole, short, lost}. */
const table = new Map();
const failures = [];

function count(door, way, outcome, detail) {
  const key = `${door.name}|${way}`;
  const row = table.get(key) ?? { cases: 0, whole: 0, short: 0, lost: 0 };
  row.cases++;
  row[outcome]++;
  table.set(key, row);
  if (outcome !== "whole" && failures.length < 100) failures.push(`${door.name}, ${way}: ${detail}`);
}

/** The cases of one way at one door, as functions that make the message when it is their turn. */
function* cases(door, way, headSize) {
  const { chunks, next, plans } = WAYS[way];
  if (door.frames && chunks) return;
  const { slow } = door;
  const every = LONG ? (slow ? 600 : BUFFERS) : slow ? 40 : 300;
  const lengths = around(door, headSize);
  if (slow && !LONG) lengths.splice(0, lengths.length, ...lengths.filter((length) => length < 270_000));
  if (way === "in one segment" || (LONG && way === "body behind its head" && !slow)) {
    for (let n = door.least; n <= door.least + every; n++) lengths.push(n);
  }
  const thin = LONG ? 1 : way === "in one segment" ? (slow ? 4 : 1) : slow ? 12 : 4;
  for (const [i, length] of lengths.entries()) {
    if (i % thin === 0) yield* placed(length);
  }
  if (way === "split once") yield* placed(door.least + 30, slow && !LONG ? 40 : LONG ? 1000 : 250);

  function* placed(length, everywhere) {
    const most = everywhere ?? (LONG ? 12 : 2);
    // How often is known from a message of that length; it is made anew for each.
    const count = plans({ whole: Buffer.alloc(headSize + length + 1), head: headSize, end: headSize + length }, most).length;
    for (let i = 0; i < count; i++) yield { length, chunks, next, plan: (sizes) => pick(plans(sizes, most), i) };
  }
}

const pick = (all, i) => all[Math.min(i, all.length - 1)];

async function run(door, way, lane, { length, chunks, next, plan }) {
  const made = door.make(length, lane);
  const { head, body } = door.request(lane, made.body, chunks);
  const parts = [head, body];
  const expected = [made.expected];
  if (next) {
    const behind = door.make(Math.max(door.least, 100), lane);
    const { head: h, body: b } = door.request(lane, behind.body);
    parts.push(h, b);
    expected.push(behind.expected);
  }
  const pieces = plan({ whole: Buffer.concat(parts), head: head.length, end: head.length + body.length });
  await within(8000, "an answer", door.send(lane, pieces, PAUSE, expected.length));
  for (const each of expected) {
    const got = await door.received(lane);
    if (!got.equals(each)) {
      count(door, way, "short", `of ${each.length} bytes came ${got.length}`);
      return false;
    }
  }
  count(door, way, "whole");
  return true;
}

async function lane(door, way, todo) {
  let open;
  let since;
  let used;
  const close = () => {
    open?.close();
    open?.wire.close();
    open = undefined;
  };
  for (const each of todo) {
    const seen = table.get(`${door.name}|${way}`);
    if (seen && seen.cases - seen.whole >= ENOUGH) break;
    if (open && ((used++ === REQUESTS && !door.frames) || performance.now() - since > (door.lasts ?? Infinity))) close();
    if (!open) {
      open = await door.open();
      since = performance.now();
      used = 1;
    }
    try {
      if (!(await run(door, way, open, each))) close();
    } catch (error) {
      count(door, way, "lost", `${each.length} bytes: ${error.message}`);
      close();
    }
  }
  close();
}

function print() {
  const rows = [...table].map(([key, { cases, whole, short, lost }]) => [...key.split("|"), cases, whole, short, lost]);
  const sum = rows.reduce((all, row) => all.map((n, i) => n + row[i + 2]), [0, 0, 0, 0]);
  console.log("| door | way of arriving | cases | whole | short | lost |\n|---|---|---|---|---|---|");
  for (const row of [...rows, ["all", "", ...sum]]) console.log(`| ${row.join(" | ")} |`);
}

process.on("SIGTERM", () => {
  print();
  process.exit(1);
});

describe("bodies", { timeout: LONG ? 1_800_000 : 180_000 }, () => {
  for (const door of doors) {
    test(`${door.name}: nothing is cut`, async () => {
      const started = performance.now();
      const probe = await door.open();
      const headSize = door.request(probe, door.make(1000, probe).body).head.length;
      probe.close();
      probe.wire.close();
      for (const way of Object.keys(WAYS)) {
        const todo = cases(door, way, headSize);
        await Promise.all(Array.from({ length: LANES }, () => lane(door, way, todo)));
      }
      console.log(`${door.name}: ${Math.round((performance.now() - started) / 100) / 10} s`);
      const failed = [...table].filter(([key, row]) => key.startsWith(`${door.name}|`) && row.whole < row.cases);
      assert.deepEqual(failed, [], failures.filter((each) => each.startsWith(door.name)).join("\n"));
    });
  }

  for (const opcode of second ? [] : [1, 2]) {
    test(`a frame of type ${opcode} that is half there when the connection is taken from the web container`, async () => {
      const door = webSocket(first, opcode, false);
      const way = "half of it, the rest 1.5 s later";
      const one = async (place) => {
        const lane = await door.open();
        const { body, expected } = door.make(300, lane);
        const { head, body: masked } = door.request(lane, body);
        const whole = Buffer.concat([head, masked]);
        const at = head.length - 8 + place;
        try {
          await door.send(lane, [whole.subarray(0, at), whole.subarray(at)], 1500);
          count(door, way, (await door.received(lane)).equals(expected) ? "whole" : "short", `at ${at}`);
        } catch (error) {
          count(door, way, "lost", `at ${at}: ${error.message}`);
        }
        lane.wire.close();
      };
      await Promise.all(Array.from({ length: 24 }, (_, place) => one(place)));
      const row = table.get(`${door.name}|${way}`);
      assert.equal(row.whole, row.cases, JSON.stringify(row));
    });
  }

  test("one byte more than a body may have is refused, and ends the session", async () => {
    const engine = new Engine({ base: instances[0] });
    const { sid, maxPayload } = await engine.open();
    assert.equal((await engine.post(sid, `4${"x".repeat(maxPayload)}`)).status, 413);
    assert.equal((await engine.post(sid, "40")).status, 400);
  });

  test("a body that comes with Upgrade ends where its length says", async () => {
    const headers = { Connection: "Upgrade, HTTP2-Settings", Upgrade: "h2c", "HTTP2-Settings": "AAMAAABk", "Content-Type": "application/octet-stream" };
    const upload = (more) => exchange(`${instances[0]}/api/rooms/upgrades/files?name=x`, { method: "POST", headers: { ...headers, ...more }, body: "hello", ms: 5000 });
    const { status, text } = await upload({ "Content-Length": 5 });
    assert.deepEqual([status, JSON.parse(text).size], [201, 5]);
    assert.equal((await upload({ "Transfer-Encoding": "chunked" })).status, 400);
  });

  test("how many cases", print);
});
