/**
 * Listeners to server-sent events, through nginx, whose instance dies or leaves.
 *
 *     CLUSTER_STATE=… TIDINGS_URL=https://127.0.0.1:8443 TIDINGS_USER=… TIDINGS_PASSWORD=… \
 *     TIDINGS_INSTANCES=http://127.0.0.1:5000,http://127.0.0.1:5001 \
 *     node --test src/test/js/event-streams-cluster.test.mjs
 */
import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { addresses, failures, kill, leaves, up } from "./support/cluster.mjs";
import { closeAll, heard, Listener } from "./support/event-stream.mjs";
import { rest } from "./support/rest.mjs";
import { fresh } from "./support/scenarios.mjs";
import { until } from "./support/wait.mjs";

const LISTENERS = 40;

/** Publishes one number after the other, until it is told to stop. */
function publisher(room, bases) {
  const accepted = [];
  let over = false;
  const done = (async () => {
    for (let n = 0; !over; n++) {
      const body = { rooms: [room], event: "n", args: [n] };
      const { status } = await rest("POST", "/api/events", { body, base: bases[n % bases.length] }).catch(() => ({}));
      if (status === 202) accepted.push(n);
      await pause(5);
    }
  })();
  return {
    accepted,
    stop: async () => {
      over = true;
      await done;
    },
  };
}

describe("listeners through nginx", { timeout: 240000 }, () => {
  afterEach(async () => {
    closeAll();
    await up();
  });

  /** nginx leaves an instance alone for a while that has been away; one that died is listed for a while. */
  async function allAreServing() {
    await until(30000, "nginx asks all", async () => {
      const { size } = await addresses();
      const answers = await Promise.all(Array.from({ length: 5 * size }, () => rest("GET", "/api/instances")));
      return new Set(answers.map(({ headers }) => headers["tidings-instance"])).size === size;
    });
  }

  /** What each has heard is what was accepted, once and in order; from more than one instance. */
  async function meanwhile(what) {
    await allAreServing();
    const room = fresh("lost");
    const listeners = await Promise.all(
      Array.from({ length: LISTENERS }, () => new Listener({ room }).listening()),
    );
    // Some have heard nothing yet when their instance goes.
    const quiet = await Promise.all(Array.from({ length: LISTENERS }, () => new Listener({ room: `${room} quiet` }).listening()));
    const all = await addresses();
    const id = listeners[0].servedBy[0];
    const bases = [...all].filter(([other]) => other !== id).map(([, address]) => address);
    const { accepted, stop } = publisher(room, bases);
    await until(60000, "some events before", () => accepted.length >= 50);
    await what(all.get(id));
    const before = accepted.length;
    await rest("POST", "/api/events", { base: bases[0], body: { rooms: [`${room} quiet`], event: "n", args: ["at last"] } });
    await until(60000, "some events afterwards", () => accepted.length >= before + 50);
    await stop();

    for (const listener of listeners) {
      await heard(listener, accepted.length);
      assert.deepEqual(listener.said.map(({ data }) => data[0]), accepted);
      const ids = listener.said.map((event) => event.id);
      assert.deepEqual(new Set(ids).size, ids.length);
    }
    for (const listener of quiet) {
      await heard(listener, 1);
      assert.deepEqual(listener.said.map(({ data }) => data), [["at last"]]);
    }
    const everyone = [...listeners, ...quiet];
    for (const listener of everyone) assert.deepEqual([listener.gaps, listener.problems], [[], []]);
    const moved = everyone.filter(({ servedBy }) => servedBy[0] === id);
    assert.ok(moved.every(({ servedBy }) => servedBy.length === 2 && servedBy[1] !== id), "they are with others now");
    console.log(`${moved.length} of ${everyone.length} came back, ${accepted.length} events`);
    everyone.forEach((listener) => listener.close());
  }

  test("miss nothing and hear nothing twice when their instance is killed", async () => {
    await meanwhile((address) => kill(address));
  });

  test("nor when it leaves, and no request fails", async () => {
    failures();
    await meanwhile((address) => leaves(address));
    assert.deepEqual(failures().filter((line) => line.includes("/api/events")), []);
  });
});
