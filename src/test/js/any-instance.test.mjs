/**
 * A polling session that is served by whichever instance its requests reach, in turns; and sockets
 * that are reached from any instance.
 *
 *     TIDINGS_INSTANCES=http://127.0.0.1:5000,http://127.0.0.1:5001 node --test any-instance.test.mjs
 */
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { client, connected, disconnectAll } from "./support/clients.mjs";
import { instances } from "./support/environment.mjs";
import { get, rest } from "./support/rest.mjs";
import { next } from "./support/wait.mjs";

const EVENTS = 100;
const GONE = { code: 1, message: "Session ID unknown" };

let turn = 0;
const anywhere = () => instances[turn++ % instances.length];
const address = (sid) => `${anywhere()}/socket.io/?EIO=4&recovery=false&transport=polling${sid ? `&sid=${sid}` : ""}`;

const poll = async (sid) => {
  const answer = await fetch(address(sid), { signal: AbortSignal.timeout(40000) });
  return { status: answer.status, text: await answer.text() };
};
const post = async (sid, body) => {
  const headers = { "content-type": "text/plain;charset=UTF-8" };
  const answer = await fetch(address(sid), { method: "POST", body, headers, signal: AbortSignal.timeout(10000) });
  return { status: answer.status, text: await answer.text() };
};

/** A client that asks another instance each time; keeps what it heard. */
class Wanderer {
  heard = [];

  static async open() {
    const wanderer = new Wanderer();
    wanderer.sid = JSON.parse((await poll()).text.slice(1)).sid;
    assert.deepEqual(await post(wanderer.sid, "40"), { status: 200, text: "ok" });
    await wanderer.until((packet) => packet.startsWith("40"));
    return wanderer;
  }

  async until(fits) {
    for (;;) {
      const found = this.heard.find(fits);
      if (found) return found;
      const { status, text } = await poll(this.sid);
      assert.equal(status, 200, text);
      for (const packet of text.split("\x1e")) {
        if (packet === "2") await post(this.sid, "3");
        else this.heard.push(packet);
      }
    }
  }
}

describe("any instance", { timeout: 60000, skip: instances.length < 2 }, () => {
  after(disconnectAll);

  test("serves a polling session: all events, once, in order", async () => {
    const wanderers = await Promise.all(Array.from({ length: 6 }, () => Wanderer.open()));
    const room = `wanderers-${process.pid}`;
    for (const { sid } of wanderers) await post(sid, `420["join","${room}"]`);
    await Promise.all(wanderers.map((each) => each.until((packet) => packet.startsWith("430"))));

    const [publisher] = wanderers;
    for (let n = 0; n < EVENTS; n++) {
      assert.equal((await post(publisher.sid, `42["publish","${room}","n",${n}]`)).status, 200);
    }
    await Promise.all(wanderers.map((each) => each.until((packet) => packet === `42["n",${EVENTS - 1}]`)));
    const expected = Array.from({ length: EVENTS }, (_, n) => `42["n",${n}]`);
    for (const { heard } of wanderers) {
      assert.deepEqual(heard.filter((packet) => packet.startsWith('42["n"')), expected);
    }

    for (const { sid } of wanderers) assert.equal((await post(sid, "1")).status, 200);
  });

  test("keeps the session's rules: a large body and a second GET end it", async () => {
    const large = await Wanderer.open();
    assert.equal((await post(large.sid, `4${"x".repeat(1_000_000)}`)).status, 413);
    assert.deepEqual(await poll(large.sid).then(({ text }) => JSON.parse(text)), GONE);
    const { sid } = await Wanderer.open();
    const first = poll(sid);
    let second = await poll(sid);
    const answers = [await first, second].sort((a, b) => a.status - b.status);
    assert.deepEqual(answers, [{ status: 200, text: "1" }, { status: 400, text: "" }]);
    assert.deepEqual(await poll(sid).then(({ text }) => JSON.parse(text)), GONE);
  });

  test("answers at once for an instance that is not there", async () => {
    const begun = performance.now();
    const { status, text } = await poll(`00000000${"x".repeat(24)}`);
    assert.deepEqual([status, JSON.parse(text)], [400, GONE]);
    assert.ok(performance.now() - begun < 5000);
  });

  test("brings a socket into a room, takes it out and ends it, wherever it lives", async () => {
    for (const [n, home] of instances.entries()) {
      const asked = instances[(n + 1) % instances.length];
      const socket = await connected(client({ to: home }));
      const room = `brought ${n}-${process.pid}`;
      const path = `/api/sockets/${socket.id}`;
      const membership = `${path}/rooms/${encodeURIComponent(room)}`;

      assert.equal((await rest("PUT", membership, { base: asked })).status, 204);
      assert.deepEqual((await get(path, { base: asked })).rooms, [room]);
      const heard = next(socket, "n");
      await rest("POST", "/api/events", { base: asked, body: { rooms: [room], event: "n", args: [n] } });
      assert.deepEqual(await heard, [n]);
      assert.equal((await rest("DELETE", membership, { base: asked })).status, 204);
      assert.deepEqual((await get(path, { base: asked })).rooms, []);

      const ended = next(socket, "disconnect");
      assert.equal((await rest("DELETE", path, { base: asked })).status, 204);
      assert.equal((await ended)[0], "io server disconnect");
      const gone = await rest("PUT", membership, { base: asked });
      assert.equal(gone.status, 404);
      assert.match(gone.type, /^application\/problem\+json/);
    }
  });
});
