/**
 * What listeners to server-sent events hear, and how the same is read in pages.
 *
 *     TIDINGS_URL=http://127.0.0.1:5000 node --test src/test/js/event-streams.test.mjs
 */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { after, describe, test } from "node:test";
import { client, connected, disconnectAll } from "./support/clients.mjs";
import { instances, pids, url } from "./support/environment.mjs";
import { closeAll, heard, Listener } from "./support/event-stream.mjs";
import { exchange } from "./support/exchange.mjs";
import { get, rest } from "./support/rest.mjs";
import { fresh } from "./support/scenarios.mjs";
import { until } from "./support/wait.mjs";

const numbers = (from, to) => Array.from({ length: to - from }, (_, i) => from + i);
const argsOf = (listener) => listener.said.map(({ data }) => data[0]);

/** Publishes in one batch; resolves with the ids. */
async function publish(rooms, values, base = url) {
  const body = values.map((value) => ({ rooms, event: "n", args: [value] }));
  const { status, json, text } = await rest("POST", "/api/events", { base, body });
  assert.equal(status, 202, text);
  return json.results.map(({ id }) => id);
}

describe("listeners to server-sent events", { timeout: 120000 }, () => {
  after(() => {
    closeAll();
    disconnectAll();
  });

  test("are told by headers that nothing is to be kept back", async () => {
    const listener = await new Listener({ room: fresh("headers") }).listening();
    const { headers } = listener.response;
    assert.match(headers["content-type"], /^text\/event-stream\b/);
    assert.equal(headers["cache-control"], "private, no-store");
    assert.ok(listener.servedBy[0]);
    if (!url.startsWith("https:")) assert.equal(headers["x-accel-buffering"], "no");
    listener.close();
  });

  test("hear what is said from any instance, with the ids of publishing", async () => {
    const room = fresh("live");
    const listeners = await Promise.all(instances.map((base) => new Listener({ room }, { base }).listening()));
    const ids = [];
    for (const [n, base] of instances.entries()) ids.push(...(await publish([room], [n], base)));
    for (const listener of listeners) {
      await heard(listener, ids.length);
      assert.deepEqual(listener.said, ids.map((id, n) => ({ id, event: "n", data: [n] })));
      listener.close();
    }
  });

  test("hear the past, then what comes, once and in order, while many speak", async () => {
    const room = fresh("past");
    const [since] = await publish([room], [0]);
    const listeners = [];
    for (let from = 1; from < 1000; from += 37) {
      listeners.push(new Listener({ room, since }, { base: instances[from % instances.length] }));
      await publish([room], numbers(from, Math.min(from + 37, 1000)));
    }
    for (const listener of listeners) {
      await heard(listener, 999);
      assert.deepEqual(argsOf(listener), numbers(1, 1000));
      assert.deepEqual(listener.gaps, []);
      listener.close();
    }
  });

  test("come back with the id of the last, and miss nothing", async () => {
    const room = fresh("back");
    const first = await new Listener({ room }).listening();
    await publish([room], [1, 2]);
    await heard(first, 2);
    first.close();
    await publish([room], [3, 4]);
    const second = new Listener({ room }, { lastId: first.lastId });
    await heard(second, 2);
    assert.deepEqual(argsOf(second), [3, 4]);
    second.close();
  });

  test("hear neither other rooms nor what is for one socket", async () => {
    const [room, other] = [fresh("mine"), fresh("other")];
    const socket = await connected(client());
    const listener = await new Listener({ room }).listening();
    await publish([other], ["other"]);
    await publish([socket.id], ["private"]);
    await publish([room], ["mine"]);
    await heard(listener, 1);
    assert.deepEqual(argsOf(listener).filter((value) => value !== "everyone"), ["mine"]);
    const { status, json } = await rest("GET", `/api/events?room=${socket.id}`);
    assert.deepEqual([status, json.field], [400, "room"]);
    socket.disconnect();
    listener.close();
  });

  test("are told when the past does not reach back far enough", async () => {
    const listener = await new Listener({ room: fresh("gap"), since: "1-0" }).listening();
    await until(5000, "a gap", () => listener.gaps.length > 0);
    assert.deepEqual(listener.gaps, [{ id: undefined, event: "gap", data: { since: "1-0" } }]);
    listener.close();
  });

  test("who read nothing are ended, and nobody else waits", async () => {
    const room = fresh("slow");
    const slow = await new Listener({ room }, { comesBack: false, base: instances[0] }).listening();
    const quick = await new Listener({ room }, { base: instances[0] }).listening();
    slow.stop();
    const large = "x".repeat(200000);
    for (let n = 0; n < 120; n++) await publish([room], [large]);
    await heard(quick, 120);
    slow.response?.resume();
    await until(20000, "the slow one's end", () => slow.ended);
    assert.ok(slow.said.length < 120, `it had ${slow.said.length}`);
    quick.close();
  });

  test("cost no threads", { skip: pids.length === 0 }, async () => {
    const room = fresh("many");
    const [base, pid] = [instances[0], pids[0]];
    const threads = () => readdirSync(`/proc/${pid}/task`).length;
    await publish([room], [0], base);
    const before = threads();
    const listeners = Array.from({ length: 1000 }, () => new Listener({ room }, { base }));
    await Promise.all(listeners.map((listener) => listener.listening()));
    await publish([room], numbers(1, 21), base);
    await Promise.all(listeners.map((listener) => heard(listener, 20)));
    // Requests that arrive together may find more of the server's own threads at work.
    assert.ok(threads() - before < 70, `${threads() - before} more threads`);
    for (const listener of listeners) assert.deepEqual(argsOf(listener), numbers(1, 21));
    listeners.forEach((listener) => listener.close());
  });
});

describe("the history in pages", { timeout: 60000 }, () => {
  test("is read from one page to the next, on any instance", async () => {
    const room = fresh("pages");
    const [since] = await publish([room], numbers(0, 251));
    const found = [];
    let next = since;
    for (let more = true, n = 0; more; n++) {
      const page = await get(`/api/events?room=${room}&limit=100&since=${next}`, { base: instances[n % instances.length] });
      assert.equal(page.complete, true);
      assert.ok(page.events.length <= 100);
      found.push(...page.events);
      ({ next, more } = page);
    }
    assert.deepEqual(found.map(({ args }) => args[0]), numbers(1, 251));
    assert.deepEqual(Object.keys(found[0]).sort(), ["args", "event", "id", "rooms", "time"]);
    assert.deepEqual([found[0].event, found[0].rooms], ["n", [room]]);
  });

  for (const [field, query] of [
    ["limit", "limit=0"],
    ["limit", "limit=1001"],
    ["since", "since=yesterday"],
    ["namespace", "namespace=chat"],
    ["namespace", "namespace=/nobody-serves-this"],
    ["room", "room="],
  ]) {
    test(`a bad ${field}, ${query}, is refused and named`, async () => {
      for (const accept of ["application/json", "text/event-stream"]) {
        const { status, type, json } = await rest("GET", `/api/events?${query}`, { headers: { accept } });
        assert.deepEqual([status, json.status, json.field], [400, 400, field]);
        assert.match(type, /^application\/problem\+json/);
      }
    });
  }

  test("whatever else a client brings as the last id is refused", async () => {
    for (const id of ["0", "-", "1-", "1-1-0", "1~x.1", "9".repeat(500)]) {
      const headers = { accept: "text/event-stream", "last-event-id": id };
      const { status } = await rest("GET", "/api/events", { headers });
      assert.equal(status, 400, id);
    }
  });

  test("says what it does not know", async () => {
    const page = await get(`/api/events?since=1-0&room=${fresh("nobody")}`);
    assert.equal(page.complete, false);
  });

  test("is for those who ask for JSON", async () => {
    const { headers } = await exchange(`${instances[0]}/api/events`, { headers: { accept: "*/*" } });
    assert.match(headers["content-type"], /^application\/json/);
  });
});
