/**
 * An instance leaves while its clients are at work, and nobody is turned away.
 *
 *     CLUSTER_STATE=… TIDINGS_URL=https://127.0.0.1:8443 TIDINGS_USER=… TIDINGS_PASSWORD=… \
 *     TIDINGS_INSTANCES=http://127.0.0.1:5000,http://127.0.0.1:5001 \
 *     node --test src/test/js/drain.test.mjs
 */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { client, connected, disconnectAll, upgraded } from "./support/clients.mjs";
import { addresses, failures, leaves, ownerOf, up } from "./support/cluster.mjs";
import { exchange } from "./support/exchange.mjs";
import { get, membersOf, rest, settled } from "./support/rest.mjs";
import { fresh } from "./support/scenarios.mjs";
import { until } from "./support/wait.mjs";

const KINDS = [["polling"], ["websocket"], ["polling", "websocket"]];
const EACH = 8;

describe("an instance that is sent SIGTERM", { timeout: 180000 }, () => {
  const room = fresh("drain");
  const members = [];
  const published = { answers: [], over: false };
  let address;
  let leaving;
  let publishing;

  before(async () => {
    const kinds = KINDS.flatMap((kind) => Array(EACH).fill(kind));
    members.push(...(await Promise.all(kinds.map(arrive))));
    const seats = await Promise.all(members.map(({ socket }) => settled(socket.id)));
    members.forEach((member, n) => (member.seat = seats[n]));
    // One with clients, of whom some may have upgraded elsewhere.
    address = (await addresses()).get(members[0].seat);
    publishing = publish();
    failures();
    leaving = leaves(address);
  });
  after(async () => {
    published.over = true;
    disconnectAll();
    await leaving.catch(() => {});
    await up();
  });

  async function arrive(transports) {
    const socket = client({ transports, reconnection: true, reconnectionDelay: 200 });
    const member = { socket, transports, ends: [], returns: 0 };
    await connected(socket);
    if (transports.length > 1) await upgraded(socket);
    await socket.timeout(20000).emitWithAck("join", room);
    socket.on("disconnect", (reason) => member.ends.push(reason));
    socket.on("connect", () => {
      member.returns++;
      socket.emit("join", room);
    });
    return member;
  }

  async function publish() {
    for (let n = 0; !published.over; n++) {
      const asked = rest("POST", "/api/events", { body: { rooms: [room], event: "news", args: [n] } });
      asked.then(
        ({ status, text }) => published.answers.push(status === 202 ? "202" : `${status} ${text}`),
        (error) => published.answers.push(error.message),
      );
      await pause(20);
    }
  }

  test("is not ready from then on, and begins no session", async () => {
    await until(5000, "it is not ready", async () => (await exchange(`${address}/health/ready`)).status === 503);
    const { status, headers } = await exchange(`${address}/socket.io/?EIO=4&transport=polling`);
    assert.equal(status, 503);
    assert.equal(headers["retry-after"], "1");
    const elsewhere = await connected(client({ transports: ["polling"] }));
    const { instances } = await get("/api/instances");
    const left = instances.find((instance) => `http://${instance.address}` === address);
    assert.notEqual(ownerOf(elsewhere.io.engine.id), left?.id);
    elsewhere.disconnect();
  });

  test("ends, and its clients have come back to others after a transport close", async () => {
    await leaving;
    const gone = members.filter((member) => member.seat === members[0].seat);
    await until(15000, "all are connected", () => members.every(({ socket }) => socket.connected));
    assert.deepEqual(members.filter((member) => !gone.includes(member) && member.ends.length > 0), []);
    assert.deepEqual(
      gone.map(({ ends, returns, transports }) => [transports[0], ends, returns]),
      gone.map(({ transports }) => [transports[0], ["transport close"], 1]),
    );
    const { instances } = await get("/api/instances");
    assert.ok(instances.every((instance) => `http://${instance.address}` !== address), "it has left the registry");
    await until(10000, "all are in the room", async () => (await membersOf(room)) === members.length);
  });

  test("cost nobody a failed request", async () => {
    published.over = true;
    await publishing;
    await until(10000, "all are answered", () => published.answers.length > 0);
    await pause(500);
    assert.deepEqual(published.answers.filter((answer) => answer !== "202"), []);
    assert.deepEqual(failures(), []);
  });
});
