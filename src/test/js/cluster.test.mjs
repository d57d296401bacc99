/**
 * Several instances, one conversation: real clients through nginx.
 *
 *     TIDINGS_URL=https://127.0.0.1:8443 TIDINGS_USER=… TIDINGS_PASSWORD=… \
 *     TIDINGS_INSTANCES=http://127.0.0.1:5000,http://127.0.0.1:5001 \
 *     node --test src/test/js/cluster.test.mjs
 */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { acknowledged, client, connected, disconnectAll, sourceAddress, upgraded } from "./support/clients.mjs";
import { Crowd } from "./support/crowd.mjs";
import { credentials, instances } from "./support/environment.mjs";
import { get, instanceOf, membersOf, rest } from "./support/rest.mjs";
import { binaryEvents, everyoneHearsAll, fresh, publishBinary, publishByCurl, textEvents } from "./support/scenarios.mjs";
import { next, until } from "./support/wait.mjs";

const ISO_INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

describe("a crowd over all instances", { timeout: 60000 }, () => {
  let crowd;
  before(async () => {
    assert.ok(instances.length > 1, "this test wants a cluster");
    crowd = await Crowd.of(20);
  });
  after(disconnectAll);

  test("sits on every instance, with pollers and upgraders on each", async () => {
    const { instances: running } = await get("/api/instances");
    assert.equal(running.length, instances.length);
    for (const kind of [true, false]) {
      const sockets = crowd.members.filter(({ upgrades }) => upgrades === kind).map(({ socket }) => socket);
      const seats = new Set(await Promise.all(sockets.map(({ id }) => instanceOf(id))));
      assert.deepEqual([...seats].sort(), running.map(({ id }) => id).sort());
    }
  });

  test("200 events by curl reach each of 20 clients, once, in order", { timeout: 30000 }, () =>
    everyoneHearsAll(crowd, fresh("text"), publishByCurl, textEvents));

  test("200 events with binary arguments reach each of 20 clients, once, in order", { timeout: 30000 }, () =>
    everyoneHearsAll(crowd, fresh("binary"), publishBinary, binaryEvents));

  test("an echo is acknowledged with its arguments, and comes back", async () => {
    const args = [1, "two", { three: [3, null] }, Buffer.from([4])];
    await Promise.all(
      crowd.sockets.map(async (socket) => {
        const both = await Promise.all([next(socket, "echo"), acknowledged(socket, "echo", ...args)]);
        assert.deepEqual(both, [args, args]);
      }),
    );
  });

  test("all hear one order of what clients of all instances publish at once", { timeout: 30000 }, async () => {
    const [room, event, each] = [fresh("order"), fresh("event"), 40];
    await crowd.join(room);
    crowd.listen(event);
    const { speakers } = crowd;
    const seats = new Set(await Promise.all(speakers.map(({ id }) => instanceOf(id))));
    assert.equal(seats.size, instances.length, "one speaker on each instance");
    const answers = await Promise.all(
      speakers.flatMap((socket, speaker) =>
        Array.from({ length: each }, (_, n) => acknowledged(socket, "publish", room, event, speaker, n)),
      ),
    );
    const total = speakers.length * each;
    assert.equal(new Set(answers.map(([{ id }]) => id)).size, total);
    await crowd.heard(total);
    const [{ heard: order }] = crowd.members;
    for (const { heard, n } of crowd.members) assert.deepEqual(heard, order, `client ${n}`);
    for (const speaker of speakers.keys()) {
      const spoken = order.filter(([from]) => from === speaker).map(([, n]) => n);
      assert.deepEqual(spoken, Array.from({ length: each }, (_, n) => n), `speaker ${speaker}`);
    }
  });
});

describe("membership, over all instances", { timeout: 30000 }, () => {
  afterEach(disconnectAll);
  const join = (count, room) => joinAll(Array.from({ length: count }, (_, n) => n), room);

  async function joinAll(numbers, room) {
    const sockets = [];
    for (const n of numbers) {
      const socket = await connected(client({ n, transports: n % 2 ? ["websocket"] : ["polling"] }));
      const answer = await socket.timeout(15000).emitWithAck("join", room);
      assert.deepEqual(answer, { ok: true, room, members: sockets.length + 1 });
      sockets.push(socket);
    }
    return sockets;
  }

  const settlesAt = (room, count) =>
    until(10000, `${count} members in ${room}`, async () => (await membersOf(room)) === count);

  test("joining counts up, once for each socket", async () => {
    const room = fresh("join");
    const [first] = await join(6, room);
    assert.deepEqual(await first.emitWithAck("join", room), { ok: true, room, members: 6 });
    await settlesAt(room, 6);
  });

  test("leaving counts down, and who left hears nothing", async () => {
    const room = fresh("leave");
    const sockets = await join(6, room);
    for (const socket of sockets.slice(0, 2)) assert.deepEqual(await socket.emitWithAck("leave", room), { ok: true });
    await settlesAt(room, 4);
    const heard = sockets.map(() => 0);
    sockets.forEach((socket, n) => socket.on("news", () => heard[n]++));
    await rest("POST", "/api/events", { body: { rooms: [room], event: "news" } });
    await until(10000, "four hear it", () => heard.reduce((a, b) => a + b) === 4);
    // Whoever gets an answer to a later question would have got the event before it.
    await Promise.all(sockets.map((socket) => socket.emitWithAck("echo", 1)));
    assert.deepEqual(heard, [0, 0, 1, 1, 1, 1]);
  });

  test("no ghost stays: disconnected, closed, cut off", async () => {
    const room = fresh("ghosts");
    const sockets = await join(6, room);
    const ids = sockets.map(({ id }) => id);
    sockets[0].disconnect();
    sockets[1].disconnect();
    await settlesAt(room, 4);
    sockets[2].io.engine.close();
    sockets[3].io.engine.transport.ws.terminate();
    await settlesAt(room, 2);
    sockets[4].disconnect();
    sockets[5].io.engine.transport.ws.terminate();
    await settlesAt(room, 0);
    const { rooms } = await get("/api/rooms?namespace=/");
    assert.ok(!rooms.some(({ name }) => name === room), "an empty room is no room");
    for (const id of ids) assert.equal((await rest("GET", `/api/sockets/${id}`)).status, 404);
    assert.deepEqual((await get(`/api/sockets?namespace=/&room=${room}`)).sockets, []);
  });

  test("a client that came back is counted once", async () => {
    const room = fresh("back");
    const [socket] = await join(1, room);
    socket.disconnect();
    socket.connect();
    await connected(socket);
    await settlesAt(room, 0);
    assert.deepEqual(await socket.emitWithAck("join", room), { ok: true, room, members: 1 });
  });

  test("a refused call says why, and the connection stays", async () => {
    const socket = await connected(client());
    for (const args of [["join"], ["join", 1], ["join", null], ["join", {}], ["publish", fresh("x")], ["publish", fresh("x"), 5]]) {
      const [answer] = await acknowledged(socket, ...args);
      assert.equal(answer.ok, false, JSON.stringify([args, answer]));
      assert.equal(typeof answer.error, "string");
    }
    assert.deepEqual(await acknowledged(socket, "echo"), []);
  });

  test("everyone in the namespace hears an event without rooms, but the rooms excepted", async () => {
    const [room, event] = [fresh("except"), fresh("event")];
    const inside = await join(3, room);
    const outside = await Promise.all([3, 4].map((n) => connected(client({ n }))));
    const heard = [];
    [...inside, ...outside].forEach((socket, n) => socket.on(event, (what) => heard.push(`${n} ${what}`)));
    await rest("POST", "/api/events", { body: { event, args: ["all"] } });
    await until(10000, "all hear", () => heard.length === 5);
    await rest("POST", "/api/events", { body: { event, args: ["few"], except: [room] } });
    await rest("POST", "/api/events", { body: { event, args: ["end"] } });
    await until(10000, "all hear the end", () => heard.filter((h) => h.endsWith("end")).length === 5);
    assert.deepEqual(heard.filter((h) => h.endsWith("few")).sort(), ["3 few", "4 few"]);
  });
});

describe("REST, through nginx", { timeout: 30000 }, () => {
  after(disconnectAll);

  test("instances", async () => {
    const { instances: running } = await get("/api/instances");
    const ports = running.map(({ address }) => address.split(":").at(-1)).sort();
    assert.deepEqual(ports, instances.map((address) => new URL(address).port).sort());
    for (const instance of running) {
      assert.deepEqual(Object.keys(instance).sort(), ["address", "connections", "id", "since", "version"]);
      assert.match(instance.since, ISO_INSTANT);
      assert.ok(Number.isInteger(instance.connections) && instance.connections >= 0);
    }
    assert.equal(new Set(running.map(({ id }) => id)).size, running.length);
  });

  test("a socket's record says the same from every instance", async () => {
    const [n, room] = [7, fresh("record")];
    const socket = await upgraded(await connected(client({ n, transports: ["polling", "websocket"] })));
    await socket.emitWithAck("join", room);
    const seen = await Promise.all(
      instances.map((base) =>
        until(10000, `${base} knows the socket`, async () => {
          const { status, json } = await rest("GET", `/api/sockets/${socket.id}`, { base });
          return status === 200 && json.rooms.length === 1 ? json : undefined;
        }),
      ),
    );
    for (const record of seen) assert.deepEqual(record, seen[0]);
    const [record] = seen;
    assert.deepEqual(Object.keys(record).sort(), ["address", "id", "instance", "namespace", "rooms", "since"]);
    assert.equal(record.id, socket.id);
    assert.equal(record.namespace, "/");
    assert.equal(record.address, sourceAddress(n), "the client's address, not nginx's");
    assert.deepEqual(record.rooms, [room]);
    assert.match(record.since, ISO_INSTANT);
    const inRoom = await get(`/api/sockets?namespace=/&room=${room}`);
    assert.deepEqual(inRoom, { sockets: [record] });
    const all = await get("/api/sockets?namespace=/");
    assert.ok(all.sockets.some(({ id }) => id === socket.id));
    const rooms = await get("/api/rooms?namespace=/");
    assert.equal(rooms.namespace, "/");
    assert.deepEqual(rooms.rooms.find(({ name }) => name === room), { name: room, members: 1 });
  });

  const problem = ({ status, type, json, text }, expected, ...words) => {
    assert.equal(status, expected, text);
    assert.match(type, /^application\/problem\+json\b/);
    for (const key of ["type", "title", "detail"]) assert.equal(typeof json[key], "string", text);
    assert.equal(json.status, expected);
    for (const word of words) assert.ok(json.detail.includes(word), `"${json.detail}" names ${word}`);
  };

  const valid = { namespace: "/", rooms: ["a"], except: [], event: "news", args: [1] };
  const refused = [
    ["no event", { ...valid, event: undefined }, "event"],
    ["an event that is no text", { ...valid, event: 5 }, "event"],
    ["an empty event", { ...valid, event: "" }, "event"],
    ["a reserved event", { ...valid, event: "disconnect" }, "event"],
    ["rooms that are no array", { ...valid, rooms: "a" }, "rooms"],
    ["a room that is no text", { ...valid, rooms: [1] }, "rooms"],
    ["except that is no array", { ...valid, except: {} }, "except"],
    ["args that are no array", { ...valid, args: { a: 1 } }, "args"],
    ["a namespace without slash", { ...valid, namespace: "x" }, "namespace"],
    ["a namespace that is no text", { ...valid, namespace: 1 }, "namespace"],
    ["an empty batch", [], "body"],
  ];
  for (const [what, body, field] of refused) {
    test(`${what} is refused, and the field named`, async () =>
      problem(await rest("POST", "/api/events", { body }), 400, field));
  }

  test("each event of a batch has its result", async () => {
    const [event, socket] = [fresh("event"), await connected(client())];
    const heard = [];
    socket.on(event, (n) => heard.push(n));
    const body = [{ event, args: [1] }, { event, args: 2 }, 5, { event, namespace: "/none" }, { event, args: [3] }];
    const { status, json } = await rest("POST", "/api/events", { body });
    assert.equal(status, 207);
    assert.deepEqual(
      json.results.map(({ status, field, id }) => [status, field, typeof id]),
      [
        [undefined, undefined, "string"],
        [400, "args", "undefined"],
        [400, "body", "undefined"],
        [400, "namespace", "undefined"],
        [undefined, undefined, "string"],
      ],
    );
    assert.equal(json.results[1].detail, "args must be an array");
    await until(10000, "the good ones", () => heard.includes(3));
    assert.deepEqual(heard, [1, 3]);
  });

  test("who publishes may have the receivers' answers", async () => {
    const room = fresh("ask");
    const sockets = await Promise.all([0, 1, 2].map((n) => connected(client({ to: instances[n % instances.length] }))));
    await Promise.all(sockets.map((socket) => socket.emitWithAck("join", room)));
    sockets[0].on("ready?", (n, answer) => answer("yes", n));
    sockets[1].on("ready?", (n, answer) => answer({ no: Buffer.from([1, 2]) }));
    const begun = performance.now();
    const body = { rooms: [room], event: "ready?", args: [7] };
    const { status, json } = await rest("POST", "/api/events?ack=true&timeout=1500", { body });
    assert.equal(status, 200);
    assert.ok(performance.now() - begun >= 1400);
    assert.deepEqual(json.unanswered, [sockets[2].id]);
    assert.deepEqual(
      Object.fromEntries(json.received.map(({ socket, args }) => [socket, args])),
      { [sockets[0].id]: ["yes", 7], [sockets[1].id]: [{ no: { $binary: "AQI=" } }] },
    );
    for (const [query, field] of [["ack=yes", "ack"], ["ack=true&timeout=0", "timeout"], ["timeout=60001", "timeout"]]) {
      const refused = await rest("POST", `/api/events?${query}`, { body });
      problem(refused, 400, field);
      assert.equal(refused.json.field, field);
    }
    problem(await rest("POST", "/api/events?ack=true", { body: [body] }), 400, "ack");
  });

  test("lists are read in parts", async () => {
    const room = fresh("parts");
    const sockets = await Promise.all(Array.from({ length: 5 }, () => connected(client())));
    await Promise.all(sockets.map((socket) => socket.emitWithAck("join", room)));
    const ids = sockets.map(({ id }) => id).sort();
    await until(10000, "all are known to be in the room", async () => (await membersOf(room)) === 5);
    for (const [path, of] of [
      [`/api/rooms/${room}?`, ({ sockets }) => sockets],
      [`/api/sockets?room=${room}&`, ({ sockets }) => sockets.map(({ id }) => id)],
    ]) {
      const found = [];
      let after = "";
      do {
        const part = await get(`${path}limit=2&after=${after}`);
        assert.ok(of(part).length <= 2);
        found.push(...of(part));
        after = part.next;
      } while (after);
      assert.deepEqual(found, ids);
    }
    const first = await get("/api/rooms?limit=1");
    assert.equal(first.rooms.length, 1);
    assert.equal(first.next, first.rooms[0].name);
    for (const path of ["/api/rooms?limit=0", `/api/rooms/${room}?limit=x`, "/api/sockets?limit=10001"]) {
      problem(await rest("GET", path), 400, "limit");
    }
    problem(await rest("DELETE", `/api/sockets/${sockets[0].id}?close=perhaps`), 400, "close");
  });

  test("what is no JSON is refused", async () => {
    for (const body of ["{", "", "nope", '{"event":"a"', "5", "null", '"a"']) {
      problem(await rest("POST", "/api/events", { body }), 400);
    }
    const headers = { "content-type": "text/plain" };
    problem(await rest("POST", "/api/events", { body: "{}", headers }), 415);
  });

  test("a socket, and a resource, that do not exist", async () => {
    problem(await rest("GET", "/api/sockets/nobody"), 404);
    problem(await rest("GET", "/api/nothing"), 404);
  });

  test("nginx asks who is there, except for Socket.IO", { skip: !credentials }, async () => {
    for (const path of ["/", "/api/instances"]) {
      assert.equal((await rest("GET", path, { login: undefined })).status, 200, "with a password");
      assert.equal((await rest("GET", path, { login: "nobody:nothing" })).status, 401);
    }
    assert.equal((await rest("GET", "/socket.io/?EIO=4&transport=polling", { login: "" })).status, 200);
  });
});
