/**
 * Engine.IO v4 and Socket.IO v5, byte for byte, against a server that echoes Engine.IO messages on
 * /engine.io/ and answers `message` and `message-with-ack` on Socket.IO.
 *
 *     TIDINGS_URL=http://127.0.0.1:3000 node --test src/test/js/protocol.test.mjs
 *
 * The server pings every 300 ms, and waits TIDINGS_PING_TIMEOUT ms for an answer (200).
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { connectTimeout, pingTimeout } from "./support/environment.mjs";
import { Engine } from "./support/engine.mjs";
import { until } from "./support/wait.mjs";

const KEYS = ["maxPayload", "pingInterval", "pingTimeout", "sid", "upgrades"];
const GONE = { code: 1, message: "Session ID unknown" };

const echo = new Engine({ path: "/engine.io/" });
const io = new Engine();

/** Asserts that polling answers no more, once what was on its way has come. */
const gone = (engine, sid) =>
  until(3000, "the session is gone", async () => {
    const { status, text } = await engine.poll(sid);
    if (status === 200) return false;
    assert.deepEqual([status, JSON.parse(text)], [400, GONE]);
    return true;
  });

for (const [name, engine] of [["/engine.io/", echo], ["/socket.io/", io]]) {
  describe(`Engine.IO on ${name}`, { timeout: 30000 }, () => {
    test("a GET without sid opens", async () => {
      const { status, type, headers, text } = await engine.request({});
      assert.equal(status, 200);
      assert.match(type, /^text\/plain; ?charset=UTF-8$/i);
      assert.equal(headers["cache-control"], "no-store");
      assert.equal(headers["set-cookie"], undefined);
      assert.equal(text[0], "0");
      const opened = JSON.parse(text.slice(1));
      assert.deepEqual(Object.keys(opened).sort(), KEYS);
      assert.deepEqual(opened.upgrades, ["websocket"]);
      assert.deepEqual([opened.pingInterval, opened.pingTimeout, opened.maxPayload], [300, pingTimeout, 1000000]);
      assert.match(opened.sid, /^[\w-]{20,}$/, "long enough to be a secret, and safe in a URL");
    });

    test("a WebSocket without sid opens, and has nothing to upgrade to", async () => {
      const socket = engine.socket();
      const opened = await socket.opened();
      assert.deepEqual(Object.keys(opened).sort(), KEYS);
      assert.deepEqual(opened.upgrades, []);
      socket.close();
    });

    test("each session has its own sid", async () => {
      const sids = await Promise.all(Array.from({ length: 20 }, () => engine.open()));
      assert.equal(new Set(sids.map(({ sid }) => sid)).size, 20);
    });

    test("pings come at the interval and a pong keeps a polling session", async () => {
      const begun = performance.now();
      const { sid } = await engine.open();
      if (engine === io) await engine.post(sid, "40");
      for (let pings = 0; pings < 3; ) {
        const { status, text } = await engine.poll(sid);
        assert.equal(status, 200, text);
        if (!text.split("\x1e").includes("2")) continue;
        pings++;
        assert.ok(performance.now() - begun > 290 * pings, "not too early");
        assert.equal((await engine.post(sid, "3")).text, "ok");
      }
    });

    test("pings come and a pong keeps a WebSocket session", async () => {
      const socket = engine.socket();
      await socket.opened();
      if (engine === io) socket.send("40");
      for (let pings = 0; pings < 3; pings++) {
        await socket.until((packet) => packet === "2");
        socket.send("3");
      }
      socket.close();
    });

    test("no pong ends a polling session, and one that never polled", async () => {
      const [polled, silent] = [await engine.open(), await engine.open()];
      await engine.poll(polled.sid);
      await gone(engine, polled.sid);
      await gone(engine, silent.sid);
    });

    test("no pong ends a WebSocket session", async () => {
      const begun = performance.now();
      const socket = engine.socket();
      await socket.opened();
      assert.equal(await socket.next(), "2");
      await socket.closed();
      const lasted = performance.now() - begun;
      assert.ok(lasted > 450, `${lasted} ms: both the interval and the timeout pass`);
    });

    test("a close packet ends a polling session, and frees its GET with a noop", async () => {
      const { sid } = await engine.open();
      const parked = engine.poll(sid);
      const posted = await engine.post(sid, "1");
      assert.deepEqual([posted.status, posted.text], [200, "ok"]);
      const { status, text } = await parked;
      assert.deepEqual([status, text], [200, "6"]);
      await gone(engine, sid);
    });

    test("a close packet ends a WebSocket session", async () => {
      const socket = engine.socket();
      await socket.opened();
      socket.send("1");
      await socket.closed();
    });
  });
}

describe("Engine.IO messages", { timeout: 30000 }, () => {
  const payloads = {
    "a text": "4hello",
    "several texts": "4one\x1e4two\x1e4three",
    "text beyond ASCII": "4Grüße №1 👋",
    "an empty text": "4",
    "text and binary": "4hello\x1ebAQIDBA==",
    "binary alone": "bAQIDBA==",
    "empty binary": "b",
  };
  for (const [what, payload] of Object.entries(payloads)) {
    test(`${what} comes back by polling`, async () => {
      const { sid } = await echo.open();
      const posted = await echo.post(sid, payload);
      assert.deepEqual([posted.status, posted.text], [200, "ok"]);
      assert.match(posted.type, /^text\/html/);
      const polled = await echo.pollBeyondPings(sid);
      assert.equal(polled.text, payload);
      assert.equal(polled.headers["cache-control"], "no-store");
    });
  }

  test("the parked GET is answered when a message comes", async () => {
    const { sid } = await echo.open();
    const parked = echo.pollBeyondPings(sid);
    await echo.post(sid, "4late");
    assert.equal((await parked).text, "4late");
  });

  test("text and binary come back over WebSocket, in order", async () => {
    const socket = echo.socket();
    await socket.opened();
    const sent = ["4hello", Buffer.from([1, 2, 3, 4]), "4", Buffer.alloc(0), "4Grüße 👋", Buffer.alloc(70000, 7)];
    for (const packet of sent) socket.send(packet);
    for (const packet of sent) assert.deepEqual(await socket.packet(), packet);
    socket.close();
  });

  test("a message in many WebSocket fragments is one message", async () => {
    const socket = echo.socket();
    await socket.opened();
    for (const part of ["4a", "b", "", "c"]) socket.send(part, { fin: false });
    socket.send("d", { fin: true });
    assert.equal(await socket.packet(), "4abcd");
    socket.close();
  });

  test("a WebSocket ping is answered", async () => {
    const socket = echo.socket();
    await socket.opened();
    const answered = new Promise((resolve) => socket.ws.once("pong", resolve));
    socket.ws.ping("x");
    assert.equal(String(await answered), "x");
    socket.close();
  });
});

describe("the upgrade", { timeout: 30000 }, () => {
  async function probing(sid) {
    const socket = echo.socket({ sid });
    await socket.handshake();
    socket.send("2probe");
    assert.equal(await socket.next(), "3probe");
    return socket;
  }

  test("answers the probe, frees the parked GET with a noop, and moves over", async () => {
    const { sid } = await echo.open();
    const parked = echo.poll(sid);
    const socket = await probing(sid);
    assert.equal((await parked).text, "6");
    socket.send("5");
    socket.send("4over");
    assert.equal(await socket.packet(), "4over");
    socket.close();
  });

  test("frees a GET that comes after the probe", async () => {
    const { sid } = await echo.open();
    const socket = await probing(sid);
    const { status, text } = await echo.poll(sid);
    assert.deepEqual([status, text], [200, "6"]);
    socket.send("5");
    socket.send("4over");
    assert.equal(await socket.packet(), "4over");
    socket.close();
  });

  test("brings over what waited", async () => {
    const { sid } = await echo.open();
    const socket = await probing(sid);
    await echo.post(sid, "4one\x1ebAg==\x1e4three");
    socket.send("5");
    assert.equal(await socket.packet(), "4one");
    assert.deepEqual(await socket.packet(), Buffer.from([2]));
    assert.equal(await socket.packet(), "4three");
    socket.close();
  });

  test("ends polling on that session", async () => {
    const { sid } = await echo.open();
    const socket = await probing(sid);
    socket.send("5");
    socket.send("4over");
    assert.equal(await socket.packet(), "4over");
    for (const answer of [await echo.poll(sid), await echo.post(sid, "4no")]) {
      assert.deepEqual([answer.status, JSON.parse(answer.text)], [400, { code: 3, message: "Bad request" }]);
    }
    socket.send("4still");
    assert.equal(await socket.packet(), "4still");
    socket.close();
  });

  test("happens once: a second WebSocket is closed and the first goes on", async () => {
    const { sid } = await echo.open();
    const socket = await probing(sid);
    socket.send("5");
    const second = echo.socket({ sid });
    await second.closed();
    socket.send("4mine");
    assert.equal(await socket.packet(), "4mine");
    socket.close();
  });

  test("that breaks off leaves polling as it was", async () => {
    const { sid } = await echo.open();
    const socket = await probing(sid);
    socket.close();
    await socket.closed();
    await echo.post(sid, "4here");
    await until(3000, "the echo by polling", async () => (await echo.poll(sid)).text.split("\x1e").includes("4here"));
  });
});

describe("Socket.IO connect", { timeout: 30000 }, () => {
  async function opened() {
    const socket = io.socket();
    await socket.opened();
    return socket;
  }
  const rows = [
    ["40", "40", '42["auth",{}]'],
    ['40{"token":"123"}', "40", '42["auth",{"token":"123"}]'],
    ["40/custom", "40/custom,", '42/custom,["auth",{}]'],
    ["40/custom,", "40/custom,", '42/custom,["auth",{}]'],
    ['40/custom,{"token":"abc"}', "40/custom,", '42/custom,["auth",{"token":"abc"}]'],
  ];
  for (const [sent, prefix, auth] of rows) {
    test(`${sent} is accepted, and auth comes after it`, async () => {
      const socket = await opened();
      socket.send(sent);
      const answer = await socket.packet();
      assert.ok(answer.startsWith(`${prefix}{`), answer);
      const { sid } = JSON.parse(answer.slice(prefix.length));
      assert.equal(typeof sid, "string");
      assert.equal(await socket.packet(), auth);
      socket.close();
    });
  }

  test("the socket's id is not the session's", async () => {
    const socket = io.socket();
    const { sid } = await socket.opened();
    socket.send("40");
    assert.notEqual(JSON.parse((await socket.packet()).slice(2)).sid, sid);
    socket.close();
  });

  test("an unknown namespace is refused, and the connection stays", async () => {
    const socket = await opened();
    socket.send("40/random");
    assert.equal(await socket.packet(), '44/random,{"message":"Invalid namespace"}');
    socket.send("40");
    assert.match(await socket.packet(), /^40\{"sid":/);
    socket.close();
  });

  test("joining nothing in time ends the session", { skip: !connectTimeout }, async () => {
    const begun = performance.now();
    const socket = await opened();
    await assert.rejects(socket.until(() => false, 10000), /the connection ended/);
    assert.ok(performance.now() - begun > connectTimeout * 0.9);
  });
});

describe("Socket.IO events", { timeout: 30000 }, () => {
  async function joined() {
    const socket = await io.joinedSocket();
    assert.equal(await socket.packet(), '42["auth",{}]');
    return socket;
  }

  async function answers(sent, expected) {
    const socket = await joined();
    for (const packet of sent) socket.send(packet);
    for (const packet of expected) assert.deepEqual(await socket.packet(), packet);
    socket.close();
  }

  const [a, b] = [Buffer.from([1, 2, 3]), Buffer.from([4, 5, 6])];
  const holder = (num) => `{"_placeholder":true,"num":${num}}`;

  test("text", () => answers(['42["message",1,"2",{"3":[true]}]'], ['42["message-back",1,"2",{"3":[true]}]']));

  test("no arguments", () => answers(['42["message"]'], ['42["message-back"]']));

  test("values keep their kind", () =>
    answers(
      ['42["message",null,true,-1.5,1000,"",[],{},"Grüße 👋",9007199254740991]'],
      ['42["message-back",null,true,-1.5,1000,"",[],{},"Grüße 👋",9007199254740991]'],
    ));

  test("binary", () =>
    answers(
      [`452-["message",${holder(0)},${holder(1)}]`, a, b],
      [`452-["message-back",${holder(0)},${holder(1)}]`, a, b],
    ));

  test("binary deep inside", () =>
    answers(
      [`451-["message",{"x":[1,{"y":${holder(0)}}]}]`, a],
      [`451-["message-back",{"x":[1,{"y":${holder(0)}}]}]`, a],
    ));

  for (const id of ["0", "7", "456", "123456789"]) {
    test(`an ack with id ${id}`, () =>
      answers([`42${id}["message-with-ack",1,"2",{"3":[false]}]`], [`43${id}[1,"2",{"3":[false]}]`]));
  }

  test("an ack of nothing", () => answers(['421["message-with-ack"]'], ["431[]"]));

  test("a binary ack", () =>
    answers(
      [`452-789["message-with-ack",${holder(0)},${holder(1)}]`, a, b],
      [`462-789[${holder(0)},${holder(1)}]`, a, b],
    ));

  test("by polling, binary too", async () => {
    const sid = await io.join();
    await io.post(sid, `451-5["message-with-ack",${holder(0)}]\x1ebAQID`);
    const packets = [];
    await until(5000, "the ack", async () => {
      packets.push(...(await io.poll(sid)).text.split("\x1e"));
      return packets.includes("bAQID");
    });
    assert.deepEqual(packets.filter((p) => p !== "2" && !p.includes('"auth"')), [`461-5[${holder(0)}]`, "bAQID"]);
  });

  test("events keep their order", () =>
    answers(
      Array.from({ length: 100 }, (_, n) => `42["message",${n}]`),
      Array.from({ length: 100 }, (_, n) => `42["message-back",${n}]`),
    ));

  test("leaving the main namespace leaves the connection", async () => {
    const socket = await joined();
    socket.send("41");
    assert.equal(await socket.next(), "2");
    socket.close();
  });

  test("leaving one namespace leaves the other", async () => {
    const socket = await joined();
    socket.send("40/custom");
    assert.match(await socket.packet(), /^40\/custom,/);
    assert.equal(await socket.packet(), '42/custom,["auth",{}]');
    socket.send("41/custom,");
    socket.send('42["message","here"]');
    assert.equal(await socket.packet(), '42["message-back","here"]');
    socket.send("40/custom,");
    assert.match(await socket.packet(), /^40\/custom,/, "and one may come again");
    socket.close();
  });

  test("an event that nobody handles is ignored", () =>
    answers(['42["nobody",1]', '42[5,"numbers are names"]', '42["message",2]'], ['42["message-back",2]']));

  test("an ack that nobody waits for is ignored", () =>
    answers(["4399[1]", '42["message",2]'], ['42["message-back",2]']));
});
