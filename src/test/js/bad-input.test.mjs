/**
 * What a server must survive: each gets what the protocol says, and nobody else notices.
 *
 *     TIDINGS_PING_INTERVAL=300 TIDINGS_PING_TIMEOUT=1000 TIDINGS_CONNECT_TIMEOUT=1000 … (the server)
 *     TIDINGS_URL=http://127.0.0.1:5000 TIDINGS_PID=… TIDINGS_CONNECT_TIMEOUT=1000 \
 *     node --test src/test/js/bad-input.test.mjs
 *
 * One instance, spoken to directly, with the room service, and with short times: a client that
 * fell silent should be gone while the test waits. A ping timeout under a second would also end
 * this process's own clients, when the machine is busy.
 */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import http from "node:http";
import net from "node:net";
import { after, afterEach, before, describe, test } from "node:test";
import { disconnectAll } from "./support/clients.mjs";
import { connectTimeout, direct, pid, url } from "./support/environment.mjs";
import { Engine } from "./support/engine.mjs";
import { threadsOf, Witness } from "./support/health.mjs";
import { connections, rest } from "./support/rest.mjs";
import { until, within } from "./support/wait.mjs";

/** Whatever else a server's connect handler sends is not what these tests are about. */
const isEcho = (packet) => packet.startsWith?.('42["echo"');

const engine = new Engine();
const { host, hostname, port } = new URL(url);
const RESERVED = ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"];
const HOLDER = '{"_placeholder":true,"num":0}';

let witness;
let limits;
let restingThreads;

before(async () => {
  assert.ok(direct, "this test speaks to an instance, not to nginx");
  limits = await engine.open();
  witness = await Witness.arrive();
  await warmUp();
  restingThreads = pid && threadsOf(pid);
});
after(disconnectAll);
afterEach(() => witness.isServed());

/** Lets pools grow to what ordinary use needs, so that later growth means a leak. */
async function warmUp() {
  const crowd = await Promise.all(Array.from({ length: 40 }, () => engine.open()));
  await Promise.all(crowd.map(({ sid }) => engine.post(sid, '40\x1e42["echo",1]')));
  await Promise.all(crowd.map(({ sid }) => engine.poll(sid)));
  await Promise.all(Array.from({ length: 200 }, () => witness.isServed(10000)));
}

const silence = () => limits.pingInterval + limits.pingTimeout;

function refusal({ status, type, text }, expectedStatus, code, message) {
  assert.equal(status, expectedStatus, text);
  assert.match(type, /^application\/json\b/);
  assert.deepEqual(JSON.parse(text), { code, message });
}

/** Polls until the session is unknown; what was on its way may come first. */
const gone = (sid, ms = 3000) =>
  until(ms, "the session is gone", async () => {
    const answer = await engine.poll(sid);
    if (answer.status === 200) return false;
    refusal(answer, 400, 1, "Session ID unknown");
    return true;
  });

/** The outcome of a request whose connection the server may cut: its status, or "cut". */
const outcome = (request) => request.then(({ status }) => status, (error) => (error.code ? "cut" : Promise.reject(error)));

describe("the error table", { timeout: 30000 }, () => {
  const rows = [
    ["no transport", { transport: undefined }, "GET", 0, "Transport unknown"],
    ["an unknown transport", { transport: "pigeon" }, "GET", 0, "Transport unknown"],
    ["an empty transport", { transport: "" }, "GET", 0, "Transport unknown"],
    ["a transport's name in capitals", { transport: "POLLING" }, "GET", 0, "Transport unknown"],
    ["a property of every object as transport", { transport: "constructor" }, "GET", 0, "Transport unknown"],
    ["an unknown sid", { sid: "nobody" }, "GET", 1, "Session ID unknown"],
    ["an unknown sid, posted to", { sid: "nobody" }, "POST", 1, "Session ID unknown"],
    ["a sid that is a property of every object", { sid: "__proto__" }, "GET", 1, "Session ID unknown"],
    ["a sid of four thousand letters", { sid: "x".repeat(4000) }, "GET", 1, "Session ID unknown"],
    ["POST without sid", {}, "POST", 2, "Bad handshake method"],
    ["PUT without sid", {}, "PUT", 2, "Bad handshake method"],
    ["DELETE without sid", {}, "DELETE", 2, "Bad handshake method"],
    ["PATCH without sid", {}, "PATCH", 2, "Bad handshake method"],
    ["websocket without Upgrade", { transport: "websocket" }, "GET", 3, "Bad request"],
    ["no EIO", { EIO: undefined }, "GET", 5, "Unsupported protocol version"],
    ["EIO that is no number", { EIO: "abc" }, "GET", 5, "Unsupported protocol version"],
    ["EIO 3", { EIO: 3 }, "GET", 5, "Unsupported protocol version"],
    ["EIO 5", { EIO: 5 }, "GET", 5, "Unsupported protocol version"],
    ["EIO -4", { EIO: -4 }, "GET", 5, "Unsupported protocol version"],
    ["EIO beyond all numbers", { EIO: "4".repeat(400) }, "GET", 5, "Unsupported protocol version"],
  ];
  for (const [what, parameters, method, code, message] of rows) {
    test(`${what}: 400, code ${code}`, async () =>
      refusal(await engine.request(parameters, { method }), 400, code, message));
  }

  const upgrades = [
    ["no transport", { transport: undefined }, 0, "Transport unknown"],
    ["an unknown transport", { transport: "pigeon" }, 0, "Transport unknown"],
    ["an unknown sid", { sid: "nobody" }, 1, "Session ID unknown"],
    ["no EIO", { EIO: undefined }, 5, "Unsupported protocol version"],
    ["EIO 3", { EIO: 3 }, 5, "Unsupported protocol version"],
  ];
  for (const [what, parameters, code, message] of upgrades) {
    test(`a WebSocket with ${what}: 400, code ${code}`, async () =>
      refusal(await engine.socket(parameters).closed(), 400, code, message));
  }

  test("polling on a session that began as WebSocket: 400, code 3", async () => {
    const socket = engine.socket();
    const { sid } = await socket.opened();
    refusal(await engine.poll(sid), 400, 3, "Bad request");
    refusal(await engine.post(sid, "40"), 400, 3, "Bad request");
    socket.send("40");
    assert.match(await socket.packet(), /^40\{/, "which goes on");
    socket.close();
  });
});

describe("origins", { timeout: 30000 }, () => {
  const from = (origin, more) => ({ headers: { origin, ...more } });

  for (const origin of ["https://elsewhere.example", "null", `http://${hostname}:1`, `http://${host}.elsewhere.example`, "junk"]) {
    test(`${origin} is refused: 400, code 3`, async () => {
      const answer = await engine.request({}, from(origin));
      refusal(answer, 400, 3, "Bad request");
      assert.equal(answer.headers["access-control-allow-origin"], undefined);
      refusal(await engine.socket({}, from(origin)).closed(), 400, 3, "Bad request");
    });
  }

  test("the server's own is welcome, and none at all", async () => {
    assert.equal((await engine.request({}, from(url))).status, 200);
    const socket = engine.socket({}, from(url));
    await socket.opened();
    socket.close();
    assert.equal((await engine.request({})).status, 200);
  });

  test("a preflight allows nothing", async () => {
    const ask = { "access-control-request-method": "POST", "access-control-request-headers": "x-anything" };
    for (const origin of ["https://elsewhere.example", "null"]) {
      const { status, headers } = await engine.request({}, { method: "OPTIONS", ...from(origin, ask) });
      assert.ok(status < 500);
      const allowed = Object.keys(headers).filter((name) => name.startsWith("access-control-"));
      assert.deepEqual(allowed, []);
    }
  });
});

describe("polling", { timeout: 30000 }, () => {
  test("two GETs at once: the second 400 and empty, the first a close packet", async () => {
    const { sid } = await engine.open();
    const first = engine.poll(sid);
    // The first must have arrived; a connection of its own orders them only by time.
    await engine.post(sid, "3");
    const second = await engine.poll(sid);
    assert.deepEqual([second.status, second.text], [400, ""]);
    const parked = await first;
    assert.deepEqual([parked.status, parked.text], [200, "1"]);
    await gone(sid);
  });

  test("two POSTs at once: the second 400 and empty, the session closed", async () => {
    const { sid } = await engine.open();
    const path = engine.address({ transport: "polling", sid }).slice(url.length);
    const first = await tcp(`POST ${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 10\r\n\r\n40`);
    await until(3000, "the second is refused", async () => {
      const second = await engine.post(sid, "3");
      if (second.status === 200) return false; // the first had not arrived
      assert.deepEqual([second.status, second.text], [400, ""]);
      return true;
    });
    await gone(sid);
    first.destroy();
  });

  test("a GET that its client gave up ends the session", async () => {
    const { sid } = await engine.open();
    const path = engine.address({ transport: "polling", sid }).slice(url.length);
    const aborted = await tcp(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    await engine.post(sid, "3"); // by when the GET has arrived
    aborted.destroy();
    assert.equal((await engine.poll(sid)).status, 400);
    await gone(sid);
  });

  test("application/octet-stream: 400", async () => {
    const { sid } = await engine.open();
    const headers = { "content-type": "application/octet-stream" };
    assert.equal((await engine.post(sid, Buffer.from([4, 1]), { headers })).status, 400);
    await gone(sid);
  });

  for (const body of ["abc", "", "9", "4ok\x1eabc", "\x1e", "4a\x1e\x1e4b", "é", "-1", "2", "2probe"]) {
    test(`the body ${JSON.stringify(body)} ends the session`, async () => {
      const { sid } = await engine.open();
      const result = await outcome(engine.post(sid, body));
      assert.ok([200, 400, "cut"].includes(result), `${result}`);
      await gone(sid, 2000);
    });
  }

  for (const body of ["b@@@@", "bA", "b====", Buffer.from([0x34, 0xff, 0xfe, 0xc3]), Buffer.from([0xf0, 0x9f])]) {
    test(`the body ${JSON.stringify(body.toString("latin1"))} harms nobody`, async () => {
      const { sid } = await engine.open();
      const result = await outcome(engine.post(sid, body));
      assert.ok([200, 400, "cut"].includes(result), `${result}`);
    });
  }

  test("a client may not close, upgrade or open by polling what is not its own", async () => {
    const sid = await engine.join();
    for (const body of ["5", "6", "0{}"]) {
      const result = await outcome(engine.post(sid, body));
      assert.ok([200, 400, "cut"].includes(result), `${result}`);
    }
  });
});

describe("size", { timeout: 30000 }, () => {
  const frame = (size) => {
    const [head, tail] = ['42["echo","', '"]'];
    return head + "a".repeat(size - head.length - tail.length) + tail;
  };
  const events = (name) => (packet) => packet.startsWith?.(`42["${name}"`);

  test("a body of exactly max-payload passes", async () => {
    const sid = await engine.join();
    const body = frame(limits.maxPayload);
    assert.equal(Buffer.byteLength(body), limits.maxPayload);
    const { status, text } = await engine.post(sid, body);
    assert.deepEqual([status, text], [200, "ok"]);
    await until(5000, "its echo", async () => (await engine.poll(sid)).text.split("\x1e").includes(body));
  });

  test("one byte more: 413", async () => {
    const sid = await engine.join();
    assert.equal((await engine.post(sid, frame(limits.maxPayload + 1))).status, 413);
    await gone(sid);
  });

  test("one byte more, its length not said: 413", async () => {
    const sid = await engine.join();
    const headers = { "transfer-encoding": "chunked" };
    assert.equal((await engine.post(sid, frame(limits.maxPayload + 1), { headers })).status, 413);
    await gone(sid);
  });

  test("it is bytes that count, not characters: 413", async () => {
    const sid = await engine.join();
    const text = "€".repeat(Math.ceil(limits.maxPayload / 3));
    assert.equal((await engine.post(sid, `42["echo","${text}"]`)).status, 413);
  });

  test("a body said to be endless is refused before it comes", async () => {
    const sid = await engine.join();
    const path = engine.address({ transport: "polling", sid }).slice(url.length);
    const socket = await tcp(`POST ${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 9000000000000\r\n\r\n4`);
    const [answer] = await within(5000, "an answer", new Promise((resolve) => socket.once("data", (d) => resolve([`${d}`]))));
    assert.match(answer, /^HTTP\/1\.1 413 /);
    socket.destroy();
  });

  test("a WebSocket message of exactly max-payload passes", async () => {
    const socket = await engine.joinedSocket();
    const packet = frame(limits.maxPayload);
    socket.send(packet);
    assert.equal((await socket.until(events("echo"))).length, packet.length);
    socket.close();
  });

  test("one byte more closes the WebSocket", async () => {
    const socket = await engine.joinedSocket();
    socket.send(frame(limits.maxPayload + 1));
    await closes(socket);
  });

  test("one byte more in fragments closes the WebSocket", async () => {
    const socket = await engine.joinedSocket();
    const packet = frame(limits.maxPayload + 1);
    for (let at = 0; at < packet.length; at += 100000) {
      socket.send(packet.slice(at, at + 100000), { fin: at + 100000 >= packet.length });
    }
    await closes(socket);
  });

  test("WebSocket counts bytes too", async () => {
    const socket = await engine.joinedSocket();
    socket.send(`42["echo","${"€".repeat(Math.ceil(limits.maxPayload / 3))}"]`);
    await closes(socket);
  });

  test("a binary message that is too long closes the WebSocket", async () => {
    const socket = await engine.joinedSocket();
    socket.send(`451-["echo",${HOLDER}]`);
    socket.send(Buffer.alloc(limits.maxPayload + 1));
    await closes(socket);
  });

  test("an event's name of a million characters, all that fits, is one nobody handles", async () => {
    const socket = await engine.joinedSocket();
    socket.send(`42["${"n".repeat(limits.maxPayload - 6)}"]`);
    socket.send('427["echo","after"]');
    assert.equal(await socket.until((packet) => packet.startsWith?.("437")), '437["after"]');
    socket.close();
  });

  test("one that does not fit closes", async () => {
    const socket = await engine.joinedSocket();
    socket.send(`42["${"n".repeat(1000000)}"]`);
    await closes(socket);
  });

  test("a namespace's name of half a million characters is not known", async () => {
    const socket = engine.socket();
    await socket.opened();
    socket.send(`40/${"n".repeat(500000)},`);
    const answer = await Promise.race([socket.packet(), socket.closed()]);
    assert.ok(answer.code || answer.startsWith("44/n"), "refused or closed");
    socket.close();
  });
});

describe("depth", { timeout: 30000 }, () => {
  const arrays = (depth) => "[".repeat(depth) + "]".repeat(depth);
  const objects = (depth) => '{"a":'.repeat(depth) + "1" + "}".repeat(depth);

  for (const [what, json] of [["arrays", arrays(10000)], ["objects", objects(10000)]]) {
    test(`${what} nested 10,000 deep are answered or closed`, async () => {
      for (const packet of [`427["echo",${json}]`, `40/custom,{"a":${json}}`, `43[${json}]`, `451-["echo",${json}]`]) {
        const socket = await engine.joinedSocket();
        socket.send(packet);
        if (packet.startsWith("45")) socket.send(Buffer.of(1));
        socket.send('428["echo","after"]');
        const after = socket.until((answer) => answer.startsWith?.('438["after"'), 8000).catch(() => "closed");
        const answer = await Promise.race([after, socket.closed(8000)]);
        assert.ok(answer, packet.slice(0, 20));
        socket.close();
      }
    });

    test(`${what} nested 10,000 deep in a handshake are accepted or closed`, async () => {
      const socket = engine.socket();
      await socket.opened();
      socket.send(`40{"a":${json}}`);
      const answer = await Promise.race([socket.packet().catch(() => "closed"), socket.closed()]);
      assert.ok(answer);
      socket.close();
    });

    test(`${what} nested 10,000 deep are published or refused by REST`, async () => {
      const { status } = await rest("POST", "/api/events", { body: `{"rooms":["nobody"],"event":"a","args":[${json}]}` });
      assert.ok([202, 400, 413].includes(status), `${status}`);
    });
  }

  test("half a megabyte of brackets, never closed, closes", async () => {
    const socket = await engine.joinedSocket();
    socket.send(`42["echo",${"[".repeat(500000)}`);
    await closes(socket);
  });
});

describe("Socket.IO packets", { timeout: 60000 }, () => {
  const malformed = [
    ["", "no type"],
    ["a", "a letter for a type"],
    ["7", "an unknown type"],
    ["9[]", "another"],
    ["2", "an event without payload"],
    ["2{}", "an event that is an object"],
    ['2"echo"', "an event that is a text"],
    ["2null", "an event that is null"],
    ["2[]", "an event without name"],
    ["2[null]", "a name that is null"],
    ["2[true]", "a name that is a boolean"],
    ["2[{}]", "a name that is an object"],
    ["2[[]]", "a name that is an array"],
    ['2["echo"', "JSON cut short"],
    ['2["echo",]', "JSON with a comma too many"],
    ['2["echo"] x', "JSON with something behind it"],
    ["2['echo']", "JSON with other quotes"],
    ['2["echo",NaN]', "NaN"],
    ['2["echo","\\x"]', "an escape that is none"],
    ['2abc["echo"]', "an ack id of letters"],
    ['2-1["echo"]', "an ack id below zero"],
    ['21.5["echo"]', "an ack id with a fraction"],
    ['2/nowhere,["echo",1]', "an event for a namespace never joined"],
    ["3", "an ack without payload"],
    ["31{}", "an ack that is an object"],
    ['31"x"', "an ack that is a text"],
    ["31null", "an ack that is null"],
    ["31[", "an ack cut short"],
    ["0", "a second CONNECT"],
    ['0{"a":1}', "a second CONNECT with auth"],
    ['0"text"', "CONNECT with a text"],
    ["0[1]", "CONNECT with an array"],
    ["0{", "CONNECT cut short"],
    ["1{}", "DISCONNECT with payload"],
    ['4{"message":"x"}', "CONNECT_ERROR from a client"],
    ['4"x"', "CONNECT_ERROR with a text"],
    [`5["echo",${HOLDER}]`, "a binary event that does not say how many"],
    [`5-["echo",${HOLDER}]`, "an empty count of attachments"],
    [`5x-["echo",${HOLDER}]`, "a count of letters"],
    [`5-1-["echo",${HOLDER}]`, "a count below zero"],
    [`51["echo",${HOLDER}]`, "a count without its dash"],
    [`511-["echo",${Array(11).fill(HOLDER)}]`, "eleven attachments"],
    [`5999999999-["echo",${HOLDER}]`, "a billion attachments"],
    [`599999999999999999999-["echo",${HOLDER}]`, "more attachments than numbers"],
    ["51-{}", "a binary event that is an object"],
    ...RESERVED.map((name) => [`2["${name}"]`, `the reserved name ${name}`]),
    ...RESERVED.slice(0, 2).map((name) => [`51-["${name}",${HOLDER}]`, `${name} with binary`]),
  ];

  for (const [packet, what] of malformed) {
    test(`${what} closes: ${packet.slice(0, 40)}`, async () => {
      const [socket, sid] = [await engine.joinedSocket(), await engine.join()];
      socket.send(`4${packet}`);
      if (packet.startsWith("51-") || packet.startsWith("511-")) socket.send(Buffer.of(1));
      await closes(socket);
      const result = await outcome(engine.post(sid, `4${packet}`));
      assert.ok([200, 400, "cut"].includes(result), `${result}`);
      if (packet.startsWith("51-")) await outcome(engine.post(sid, "bAQ=="));
      await gone(sid);
    });
  }

  const sequences = [
    ["an event before CONNECT", false, ['42["echo",1]']],
    ["an ack before CONNECT", false, ["431[]"]],
    ["binary before CONNECT", false, [Buffer.of(1)]],
    ["binary that nothing announced", true, [Buffer.of(1)]],
    ["text where an attachment is due", true, [`452-["echo",${HOLDER}]`, Buffer.of(1), '42["echo"]']],
    ["one attachment too many", true, [`451-["echo",${HOLDER}]`, Buffer.of(1), Buffer.of(2)]],
    ["a placeholder for what is not there", true, ['451-["echo",{"_placeholder":true,"num":1}]', Buffer.of(1)]],
    ["a placeholder below zero", true, ['451-["echo",{"_placeholder":true,"num":-1}]', Buffer.of(1)]],
    ["a placeholder that is no number", true, ['451-["echo",{"_placeholder":true,"num":"0"}]', Buffer.of(1)]],
    ["an Engine.IO ping from the client", true, ["2"]],
    ["a packet type of Engine.IO that is none", true, ["7"]],
    ["a letter for a type", true, ["x"]],
    ["an empty message", true, [""]],
  ];
  for (const [what, joined, packets] of sequences) {
    test(`${what} closes`, async () => {
      const socket = joined ? await engine.joinedSocket() : engine.socket();
      if (!joined) await socket.opened();
      for (const packet of packets) socket.send(packet);
      await closes(socket);
    });
  }

  test("an attachment that never comes holds up nobody", async () => {
    const socket = await engine.joinedSocket();
    socket.send(`451-["echo",${HOLDER}]`);
    await witness.isServed();
    socket.close();
  });

  test("an ack id beyond all numbers is answered or closes", async () => {
    const socket = await engine.joinedSocket();
    socket.send(`42${"9".repeat(400)}["echo"]`);
    assert.ok(await Promise.race([socket.closed(), socket.until((p) => p.startsWith?.("43")).catch(() => "closed")]));
    socket.close();
  });

  test("a packet of a session that just closed goes nowhere", async () => {
    const socket = await engine.joinedSocket();
    for (const packet of ["4abc", '42["echo",1]', "40", Buffer.of(1), "1", '42["join","ghosts"]']) socket.send(packet);
    await closes(socket);
  });

  test("junk of every kind harms nobody", async () => {
    const sockets = await Promise.all(Array.from({ length: 50 }, () => engine.joinedSocket()));
    for (const [n, socket] of sockets.entries()) {
      const junk = randomBytes(1 + n * 7);
      socket.send(`4${n % 7}${junk.toString("latin1")}`);
      socket.send(junk.toString("base64"));
      socket.send(junk);
    }
    await Promise.all(sockets.map(closes));
  });

  test("joining nothing in time ends the session", { skip: !connectTimeout }, async () => {
    const socket = engine.socket();
    await socket.opened();
    await assert.rejects(socket.until(() => false, connectTimeout + 5000), /the connection ended/);
  });
});

describe("the upgrade", { timeout: 30000 }, () => {
  async function probing(sid) {
    const socket = engine.socket({ sid });
    await socket.handshake();
    return socket;
  }

  for (const packet of ["2", "2nope", "3probe", "4hello", "40", "1", "x", "", Buffer.of(1)]) {
    test(`${JSON.stringify(packet.toString())} where a probe is due ends the probe alone`, async () => {
      const sid = await engine.join();
      const socket = await probing(sid);
      socket.send(packet);
      await closes(socket);
      await engine.post(sid, '42["echo","here"]');
      await until(3000, "polling goes on", async () => (await engine.poll(sid)).text.includes('42["echo","here"]'));
    });
  }

  test("a second probe is closed, and the first goes on", async () => {
    const sid = await engine.join();
    const first = await probing(sid);
    first.send("2probe");
    assert.equal(await first.next(), "3probe");
    const second = engine.socket({ sid });
    await second.closed();
    first.send("5");
    first.send('42["echo","first"]');
    assert.equal(await first.until(isEcho), '42["echo","first"]');
    first.close();
  });

  test("polling after it: 400, code 3; a second WebSocket is closed", async () => {
    const sid = await engine.join();
    const socket = await probing(sid);
    socket.send("2probe");
    assert.equal(await socket.next(), "3probe");
    socket.send("5");
    socket.send('42["echo","over"]');
    assert.equal(await socket.until(isEcho), '42["echo","over"]');
    refusal(await engine.poll(sid), 400, 3, "Bad request");
    refusal(await engine.post(sid, "41"), 400, 3, "Bad request");
    await engine.socket({ sid }).closed();
    socket.send('42["echo","still"]');
    assert.equal(await socket.packet(), '42["echo","still"]');
    socket.close();
  });

  test("a WebSocket session is not upgraded once more", async () => {
    const socket = await engine.joinedSocket();
    const mine = socket.until(isEcho); // which answers pings meanwhile
    await Promise.race([engine.socket({ sid: socket.sid }).closed(), mine]);
    socket.send('42["echo","mine"]');
    assert.equal(await mine, '42["echo","mine"]');
    socket.close();
  });
});

describe("broken WebSockets", { timeout: 30000 }, () => {
  const HALF = [0x81, 0xfe, 0x00, 0x80, 1, 2, 3, 4, 0x35, 0x30];
  const frames = {
    "half a frame": HALF,
    "half a frame's head": [0x81],
    "a length with its high bit set": [0x81, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4],
    "a length of nine exabytes": [0x81, 0xff, 0x7f, 255, 255, 255, 255, 255, 255, 255, 1, 2, 3, 4],
    "a length of two gigabytes": [0x82, 0xff, 0, 0, 0, 0, 0x7f, 255, 255, 255, 1, 2, 3, 4],
    "an unmasked frame": [0x81, 0x02, 0x34, 0x30],
    "reserved bits": [0xf1, 0x82, 0, 0, 0, 0, 0x34, 0x30],
    "an unknown opcode": [0x83, 0x82, 0, 0, 0, 0, 0x34, 0x30],
    "a continuation of nothing": [0x80, 0x82, 0, 0, 0, 0, 0x34, 0x30],
    "a ping of 126 bytes": [0x89, 0xfe, 0, 126, 0, 0, 0, 0, ...Array(126).fill(0)],
    "a fragmented ping": [0x09, 0x81, 0, 0, 0, 0, 1],
    "text that is no UTF-8": [0x81, 0x83, 0, 0, 0, 0, 0x34, 0xff, 0xfe],
    "a close of one byte": [0x88, 0x81, 0, 0, 0, 0, 3],
  };
  for (const [what, bytes] of Object.entries(frames)) {
    test(`${what}, then silence: others go on, and the connection ends`, async () => {
      const socket = await rawWebSocket();
      const ended = endOf(socket);
      socket.write(Buffer.from(bytes));
      await witness.isServed();
      await within(silence() + 5000, "the end", ended);
      socket.destroy();
    });
  }

  test("fifty halves at once hold up nobody", async () => {
    const sockets = await Promise.all(Array.from({ length: 50 }, rawWebSocket));
    const ended = sockets.map(endOf);
    for (const socket of sockets) socket.write(Buffer.from(HALF));
    for (let n = 0; n < 10; n++) await witness.isServed();
    await within(silence() + 5000, "the end of all", Promise.all(ended));
    for (const socket of sockets) socket.destroy();
  });

  test("fifty requests that stop in their head or body hold up nobody", async () => {
    const { sid } = await engine.open();
    const path = engine.address({ transport: "polling", sid }).slice(url.length);
    const heads = [`GET ${path} HTTP/1.1\r\nHo`, `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 100\r\n\r\n4`];
    const sockets = await Promise.all(Array.from({ length: 50 }, (_, n) => tcp(heads[n % 2])));
    for (let n = 0; n < 10; n++) await witness.isServed();
    for (const socket of sockets) socket.destroy();
  });
});

describe("many", { timeout: 60000 }, () => {
  test("ten thousand opens that never poll: others are served, and all are forgotten", async () => {
    const agent = new http.Agent({ keepAlive: true });
    const answers = [];
    const opener = async () => {
      for (let n = 0; n < 500; n++) answers.push((await engine.request({}, { agent, ms: 30000 })).status);
    };
    let [worst, done] = [0, false];
    const bystander = async () => {
      while (!done) worst = Math.max(worst, await witness.isServed(5000));
    };
    const opening = Promise.all(Array.from({ length: 20 }, opener)).finally(() => (done = true));
    await Promise.all([opening, bystander()]);
    agent.destroy();
    assert.equal(answers.length, 10000);
    assert.deepEqual(new Set(answers), new Set([200]));
    await witness.isServed();
    await onlyTheWitnessIsLeft();
    assert.ok(worst < 2000, `a bystander waited ${worst} ms at most`);
  });

  test("a thousand WebSockets that come and go leave nothing", async () => {
    for (let batch = 0; batch < 10; batch++) {
      const sockets = Array.from({ length: 100 }, () => engine.socket());
      await Promise.all(sockets.map((socket) => socket.opened()));
      sockets.forEach((socket) => socket.close());
    }
    await onlyTheWitnessIsLeft();
  });

  test("threads are as many as before", { skip: !pid }, async () => {
    // A pool may breathe; a thread for each bad client would be hundreds.
    const slack = 20;
    const describe = () => `${restingThreads} before, ${threadsOf(pid)} now`;
    await until(20000, "threads are back", () => threadsOf(pid) <= restingThreads + slack, describe);
  });
});

const onlyTheWitnessIsLeft = () => {
  let left;
  const alone = async () => (left = await connections()) === 1;
  return until(silence() + 10000, "all sessions are forgotten", alone, () => `${left} left`);
};

/** Asserts that the server ends the connection, well before a ping timeout would. */
async function closes(socket) {
  await socket.closed(10000);
}

/** Resolves when the server closes the connection, or says so in a close frame. */
function endOf(socket) {
  const CLOSE = 0x88; // in no text that the server sends here
  return new Promise((resolve) => {
    socket.once("close", resolve);
    socket.on("data", (chunk) => chunk.includes(CLOSE) && resolve());
  });
}

/** A TCP connection that has said `opening`; its errors are its end. */
async function tcp(opening) {
  const socket = net.connect(Number(port), hostname);
  socket.on("error", () => {});
  await within(5000, "a connection", new Promise((resolve) => socket.once("connect", resolve)));
  socket.write(opening);
  return socket;
}

/** The bare connection of a WebSocket session, past the handshake and the open packet. */
async function rawWebSocket() {
  const path = engine.address({ transport: "websocket" }).slice(url.length);
  const lines = [
    `GET ${path} HTTP/1.1`,
    `Host: ${host}`,
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}`,
  ];
  const socket = await tcp(`${lines.join("\r\n")}\r\n\r\n`);
  let seen = "";
  socket.on("data", (chunk) => (seen += chunk.toString("latin1")));
  await until(5000, "the open packet", () => seen.includes('"sid"'), () => seen);
  return socket;
}
