/**
 * Opening handshakes and frames as no client should send them, byte by byte: each gets what RFC
 * 6455 says, none holds a thread, and what one connection does decides about that one alone.
 *
 *     TIDINGS_URL=http://127.0.0.1:5000 node --test src/test/js/handshake.test.mjs
 *
 * One instance, spoken to directly. The server's maximal payload is asked of it.
 */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import net from "node:net";
import { after, before, describe, test } from "node:test";
import { direct, url } from "./support/environment.mjs";
import { Engine } from "./support/engine.mjs";
import { until, within } from "./support/wait.mjs";

const engine = new Engine();
const { hostname, port, host } = new URL(url);
const SOCKET_IO = "/socket.io/?EIO=4&transport=websocket";
const JSON_WS = "/ws?namespace=/";
const KEY = "dGhlIHNhbXBsZSBub25jZQ==";
/** Whether the server takes the short ways that it knows. */
const fast = process.env.TIDINGS_WEBSOCKET_FAST_PATH !== "off";

/** More than there are workers. */
const CROWD = 150;

let limits;
const open = new Set();

before(async () => {
  assert.ok(direct, "this test speaks to an instance, not to nginx");
  limits = await engine.open();
});
after(() => open.forEach((socket) => socket.destroy()));

const usual = () => ({
  Host: host,
  Upgrade: "websocket",
  Connection: "Upgrade",
  "Sec-WebSocket-Key": KEY,
  "Sec-WebSocket-Version": "13",
});

/** A request's head; a header that is undefined is left out, one that is a list is repeated. */
function head(path, headers = {}, version = "1.1") {
  const lines = Object.entries({ ...usual(), ...headers })
    .filter(([, value]) => value !== undefined)
    .flatMap(([name, value]) => [value].flat().map((each) => `${name}: ${each}`));
  return Buffer.from(`GET ${path} HTTP/${version}\r\n${lines.join("\r\n")}\r\n\r\n`);
}

function frame(opcode, payload, { masked = true, length, fin = 0x80 } = {}) {
  const bytes = Buffer.from(payload);
  const mask = masked ? randomBytes(4) : Buffer.alloc(0);
  const size = length ?? BigInt(bytes.length);
  const bit = masked ? 0x80 : 0;
  let start;
  if (size < 126n) {
    start = Buffer.from([fin | opcode, bit | Number(size)]);
  } else if (size < 65536n) {
    start = Buffer.from([fin | opcode, bit | 126, Number(size >> 8n), Number(size & 255n)]);
  } else {
    start = Buffer.concat([Buffer.from([fin | opcode, bit | 127]), Buffer.alloc(8)]);
    start.writeBigUInt64BE(BigInt.asUintN(64, size), 2);
  }
  return Buffer.concat([start, mask, masked ? bytes.map((byte, i) => byte ^ mask[i % 4]) : bytes]);
}

/** A connection, and all that has come over it. */
class Raw {
  #socket = net.connect(Number(port), hostname);
  received = Buffer.alloc(0);
  over = false;
  #staying;
  #changed = () => {};

  constructor() {
    open.add(this.#socket);
    this.#socket.on("data", (data) => {
      this.received = Buffer.concat([this.received, data]);
      this.#changed();
    });
    this.#socket.on("error", () => {});
    this.#socket.on("close", () => {
      this.over = true;
      this.stop();
      this.#changed();
    });
  }

  send(...parts) {
    this.#socket.write(Buffer.concat(parts));
    return this;
  }

  /** Says that it is there, and goes on so, for the server may have a short heartbeat. */
  stay(path) {
    const pong = () => frame(...(path === SOCKET_IO ? [1, "3"] : [10, ""]));
    if (path === SOCKET_IO) this.send(frame(1, "40"));
    this.#staying = setInterval(() => this.send(pong()), 200);
  }

  stop() {
    clearInterval(this.#staying);
    return this;
  }

  leave() {
    this.#socket.destroy();
  }

  /** Waits until something holds of what has come. */
  until(what, condition, ms = 10000) {
    return within(
      ms,
      what,
      new Promise((resolve) => {
        this.#changed = () => condition(this) && resolve(this);
        this.#changed();
      }),
    );
  }

  get head() {
    const end = this.received.indexOf("\r\n\r\n");
    return end < 0 ? undefined : this.received.subarray(0, end).toString("latin1");
  }

  get status() {
    return this.head && Number(this.head.split(" ")[1]);
  }

  get body() {
    return this.received.subarray(this.received.indexOf("\r\n\r\n") + 4);
  }

  answered() {
    return this.until("an answer", () => this.head !== undefined);
  }

  /** The code of the close frame, as soon as there is one. */
  async closeCode() {
    await this.until("a close frame", () => this.over || closeOf(this.body) !== undefined);
    return closeOf(this.body);
  }
}

function closeOf(bytes) {
  let at = 0;
  while (at + 2 <= bytes.length) {
    const short = bytes[at + 1] & 0x7f;
    const header = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (at + header > bytes.length) return undefined;
    const length =
      short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
    if ((bytes[at] & 15) === 8 && at + header + 2 <= bytes.length) return bytes.readUInt16BE(at + header);
    at += header + length;
  }
  return undefined;
}

async function webSocket(path = SOCKET_IO) {
  const raw = await new Raw().send(head(path)).answered();
  assert.equal(raw.status, 101, raw.head);
  return raw;
}

describe("an opening handshake", { timeout: 60000 }, () => {
  const rows = [
    ["no key", { "Sec-WebSocket-Key": undefined }],
    ["an empty key", { "Sec-WebSocket-Key": "" }],
    ["a short key", { "Sec-WebSocket-Key": "c2hvcnQ=" }],
    ["a key that is not base64", { "Sec-WebSocket-Key": "?".repeat(24) }],
    ["two keys", { "Sec-WebSocket-Key": [KEY, KEY] }],
    ["no Connection: Upgrade", { Connection: "keep-alive" }],
    ["a body", { "Content-Length": "3" }],
  ];
  for (const path of [SOCKET_IO, JSON_WS]) {
    for (const [what, headers] of rows) {
      test(`${what} at ${path}: 400`, async () => refused(await new Raw().send(head(path, headers)).answered(), path, 400));
    }
    test(`HTTP/1.0 at ${path}: 400`, async () => {
      refused(await new Raw().send(head(path, {}, "1.0")).answered(), path, 400);
    });
    for (const version of ["8", undefined]) {
      test(`version ${version} at ${path}: 426, and which is ours`, async () => {
        const raw = await new Raw().send(head(path, { "Sec-WebSocket-Version": version })).answered();
        refused(raw, path, 426);
        assert.match(raw.head, /^Sec-WebSocket-Version: 13$/im);
      });
    }
    test(`as browsers write it at ${path}: 101`, async () => {
      const raw = await new Raw().send(head(path, { Connection: "keep-alive, Upgrade" })).answered();
      assert.equal(raw.status, 101);
      raw.leave();
    });
  }

  // Browsers leave braces as they are. The container asks for a URI when it has answered 101, and a
  // frame on a connection that it could not make would hold a thread for good.
  const queries = { braces: '{"name"|^`\\}', "bytes that are no UTF-8": "\xa3\xff", "escapes that are none": "%zz%" };
  for (const path of [SOCKET_IO, JSON_WS]) {
    for (const [what, query] of Object.entries(queries)) {
      test(`${what} in the query at ${path}: it is a WebSocket, or refused`, async () => {
        const opening = Buffer.from(head(`${path}&x=${query}`).toString(), "latin1");
        const raw = await new Raw().send(opening).answered();
        if (raw.status !== 101) return assert.equal(raw.status, 400);
        await raw.send(frame(9, "there?")).until("a pong", () => raw.body.includes("there?"));
        raw.leave();
      });
    }
  }

  function refused(raw, path, status) {
    assert.equal(raw.status, status, raw.head);
    if (path === SOCKET_IO) {
      assert.match(raw.body.toString(), /\{"code":3,"message":"Bad request"\}/);
    } else {
      assert.match(raw.head, /^Content-Type: text\/plain/im);
    }
  }
});

describe("frames behind the handshake, in the same segment", { timeout: 120000 }, () => {
  for (const path of [SOCKET_IO, JSON_WS, "/nothing-here"]) {
    test(`more of them at ${path} than there are workers: everybody else is served`, async () => {
      const crowd = Array.from({ length: CROWD }, () => new Raw().send(head(path), frame(1, "40")));
      await Promise.all(crowd.map((raw) => raw.until("an answer or the end", () => raw.head || raw.over)));
      assert.ok(crowd.every((raw) => raw.status !== 101));
      await within(5000, "a polling handshake", engine.open());
      crowd.forEach((raw) => raw.leave());
    });
  }

  test("a moment later they are heard", async () => {
    const raw = await webSocket();
    raw.send(frame(1, "40"));
    await raw.until("the answer to a connect", () => raw.body.includes('40{"sid"'));
    raw.leave();
  });

  test("sent at any moment of the handshake, they hold nobody up", async () => {
    const crowd = Array.from({ length: CROWD }, (_, i) => {
      const raw = new Raw().send(head(SOCKET_IO));
      setTimeout(() => raw.send(frame(1, "40")), i / 10);
      return raw;
    });
    await Promise.all(crowd.map((raw) => raw.until("an answer or the end", () => raw.head || raw.over)));
    await within(5000, "a polling handshake", engine.open());
    crowd.forEach((raw) => raw.leave());
  });
});

test("WebSockets that leave on their 101 change nothing for those after them", { timeout: 30000 }, async () => {
  for (let i = 0; i < 30; i++) (await webSocket()).leave();
  const raw = await webSocket();
  raw.stay(SOCKET_IO);
  await until(10000, "the short ways", async () => {
    const lines = (await (await fetch(`${url}/metrics`)).text()).split("\n");
    const ways = lines.filter((line) => line.startsWith("tidings_websocket_fast{"));
    return ways.length === 3 && ways.every((line) => line.endsWith(fast ? " 1" : " 0"));
  });
  raw.stop().leave();
});

/** By whatever road a WebSocket goes, and from its first byte on. */
describe("frames", { timeout: 60000 }, () => {
  async function ready(path, settled) {
    const raw = await webSocket(path);
    if (settled) {
      raw.stay(path);
      await new Promise((resolve) => setTimeout(resolve, 1500));
    }
    return raw.stop();
  }

  for (const path of [SOCKET_IO, JSON_WS]) {
    for (const settled of [false, true]) {
      const when = settled ? "a moment after the handshake" : "at once";
      test(`a length with its top bit set, ${when} at ${path}: 1002`, async () => {
        const raw = (await ready(path, settled)).send(frame(1, "40", { length: 1n << 63n }));
        assert.equal(await raw.closeCode(), 1002);
      });

      test(`a length with its top bit set, of which the rest is a gigabyte, ${when} at ${path}: 1002`, async () => {
        const raw = (await ready(path, settled)).send(frame(1, "40", { length: (1n << 63n) | (1n << 30n) }));
        assert.equal(await raw.closeCode(), 1002);
      });

      test(`a message over the limit in one frame, ${when} at ${path}: 1009`, async () => {
        const raw = (await ready(path, settled)).send(frame(1, "4".repeat(limits.maxPayload + 200_000)));
        assert.equal(await raw.closeCode(), 1009);
      });

      test(`without a mask, ${when} at ${path}: 1002`, async () => {
        const raw = (await ready(path, settled)).send(frame(1, "40", { masked: false }));
        assert.equal(await raw.closeCode(), 1002);
      });

      test(`a length over the limit, ${when} at ${path}: 1009 when it is announced`, async () => {
        const raw = (await ready(path, settled)).send(frame(1, "40", { length: BigInt(limits.maxPayload) * 50n }));
        assert.equal(await raw.closeCode(), 1009);
      });
    }
  }
});
