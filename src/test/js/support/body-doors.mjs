import { createHash, randomBytes, randomUUID } from "node:crypto";
import { Engine } from "./engine.mjs";
import { form } from "./files.mjs";
import { keyFor } from "./key.mjs";
import { Raw, frame, readFrame, request } from "./raw.mjs";
import { within } from "./wait.mjs";

/**
 * The doors through which bytes come in. Each makes a body of a given length, says how it is
 * written, and gives back what a receiver got of it. A lane is one client of a door: one body at a
 * time.
 */
const PATIENCE = Number(process.env.BODIES_PATIENCE ?? 5000);
const TEXT = { "content-type": "text/plain;charset=UTF-8" };

/** Characters of one to four bytes; none that separates, quotes or escapes. */
const UNIT = Buffer.from("abcdéfgh€ijklmn😀opqrs");
const PATTERN = Buffer.concat(Array.from({ length: Math.ceil(2_100_000 / UNIT.length) }, () => UNIT));
const LETTERS = "abcdefghijklmnopqrstuvwxyz";

/** So many bytes of text: random letters, and then the pattern. */
function text(bytes) {
  const units = Math.max(0, Math.floor((bytes - 8) / UNIT.length)) * UNIT.length;
  const letters = Array.from(randomBytes(bytes - units), (each) => LETTERS[each % LETTERS.length]);
  return Buffer.concat([Buffer.from(letters.join("")), PATTERN.subarray(0, units)]);
}

/** A queue between who hears and who waits. */
class Heard {
  #items = [];
  #waiting;

  add(item) {
    this.#items.push(item);
    this.#waiting?.();
  }

  next() {
    const got = new Promise((resolve) => {
      this.#waiting = () => {
        if (this.#items.length === 0) return;
        this.#waiting = undefined;
        resolve(this.#items.shift());
      };
      this.#waiting();
    });
    return within(PATIENCE, "what was sent", got);
  }
}

/** A session on the polling transport that polls, and answers pings between its bodies. */
class PollingLane {
  #heard = new Heard();
  #last = Promise.resolve();
  #open = true;

  static async open({ base, owner = base, path, join }) {
    const lane = new PollingLane();
    const engine = new Engine({ base: owner, path });
    lane.sid = (await engine.open()).sid;
    lane.base = base;
    lane.address = engine.address({ transport: "polling", sid: lane.sid }).slice(owner.length);
    lane.wire = await Raw.connect(base);
    lane.ears = await Raw.connect(owner);
    lane.#listen(owner);
    if (join) {
      await lane.post(Buffer.from("40"));
      await lane.heard();
    }
    return lane;
  }

  async #listen(owner) {
    const { head } = request(owner, "GET", this.address);
    try {
      while (this.#open) {
        await this.ears.write([head]);
        const { status, body } = await this.ears.answer();
        if (status !== 200) return;
        for (const packet of split(body)) {
          if (packet.equals(PING)) this.post(Buffer.from("3")).catch(() => {});
          else this.#heard.add(packet);
        }
      }
    } catch {
      // The lane is closed, or lost.
    }
  }

  /** One after the other: two POSTs at once would end the session. */
  exclusively(task) {
    this.#last = this.#last.catch(() => {}).then(task);
    return this.#last;
  }

  post(body) {
    return this.exclusively(async () => {
      const { head, body: bytes } = request(this.base, "POST", this.address, { headers: TEXT, body });
      await this.wire.write([Buffer.concat([head, bytes])]);
      return this.wire.answer();
    });
  }

  heard() {
    return this.#heard.next();
  }

  close() {
    this.#open = false;
    this.wire.close();
    this.ears.close();
  }
}

const PING = Buffer.from("2");

function* split(payload) {
  for (let from = 0; ; ) {
    const to = payload.indexOf(0x1e, from);
    yield payload.subarray(from, to < 0 ? payload.length : to);
    if (to < 0) return;
    from = to + 1;
  }
}

const statusOf = ({ status, body }) => {
  if (status >= 300) throw Object.assign(new Error(`${status} ${body.toString().slice(0, 200)}`), { status });
};

/** Polling: the body is one packet, and is sent back by the server as it came. */
function polling(name, where, make) {
  return {
    name,
    open: () => PollingLane.open(where),
    make,
    request: (lane, body, chunks) => request(lane.base, "POST", lane.address, { headers: TEXT, body, chunks }),
    send: (lane, pieces, pause, count) =>
      lane.exclusively(async () => {
        await lane.wire.write(pieces, pause);
        for (let i = 0; i < count; i++) statusOf(await lane.wire.answer());
      }),
    received: (lane) => lane.heard(),
  };
}

const packetOf = (prefix, suffix) => (length) => {
  const body = Buffer.concat([Buffer.from(prefix), text(length - prefix.length - suffix.length), Buffer.from(suffix)]);
  return { body, expected: body };
};

const base64Of = (length) => {
  const body = Buffer.from(`b${randomBytes(Math.max(0, Math.floor((length - 1) / 4) * 3)).toString("base64")}`);
  return { body, expected: body };
};

/** An engine that sends each message back; every length from 1. */
export const engineText = (base) => ({ ...polling("polling, text", { base, path: "/engine.io/" }, packetOf("4", "")), least: 1, most: 1_000_000 });

/** The same with one binary message; lengths of the form 4 n + 1. */
export const engineBinary = (base) => ({ ...polling("polling, binary", { base, path: "/engine.io/" }, base64Of), least: 1, most: 1_000_000 });

/**
 * Socket.IO's event `echo`, with a text or with a binary attachment, at one instance, or at another
 * than owns the session.
 */
export const echo = (name, base, { owner, binary = false } = {}) => ({
  ...polling(name, { base, owner, path: "/socket.io/", join: true }, binary ? attachmentOf : packetOf('42["echo","', '"]')),
  ...(binary ? { least: ATTACHED.length + 1, received: heardAttachment } : { least: 13, received: heardEcho }),
  most: 1_000_000,
});

const ATTACHED = '451-["echo",{"_placeholder":true,"num":0}]';

const attachmentOf = (length) => {
  const { body: base64 } = base64Of(length - ATTACHED.length - 1);
  return { body: Buffer.concat([Buffer.from(`${ATTACHED}\x1e`), base64]), expected: base64 };
};

/** What else the server sends, on connect, is passed over. */
async function heardEcho(lane) {
  for (;;) {
    const packet = await lane.heard();
    if (packet.subarray(0, 9).equals(ECHO)) return packet;
  }
}

const ECHO = Buffer.from('42["echo"');

async function heardAttachment(lane) {
  for (;;) {
    const packet = await lane.heard();
    if (packet[0] === 0x62) return packet;
  }
}

/** `POST /api/events` to a room, whose member has a WebSocket, at the same instance or at another. */
export function events(base, { name = "REST, JSON", at = base, most = 2_000_000 } = {}) {
  const body = (room) => packetOf(`{"rooms":["${room}"],"event":"e","args":["`, '"]}');
  return {
    name,
    slow: true,
    least: 90,
    most,
    open: async () => {
      const room = randomUUID();
      const ears = await new Engine({ base: at }).joinedSocket();
      ears.send(`420["join","${room}"]`);
      await ears.until((packet) => packet.startsWith?.("430"));
      return { base, room, ears, wire: await Raw.connect(base), close: () => ears.close() };
    },
    make: (length, lane) => {
      const made = body(lane.room)(length).body;
      return { body: made, expected: Buffer.from(`42["e",${made.subarray(made.indexOf("[", made.indexOf("args")) + 1, -1)}`) };
    },
    request: (lane, made, chunks) =>
      request(base, "POST", "/api/events", { headers: { ...keyFor(`${base}/api/`), "content-type": "application/json" }, body: made, chunks }),
    send: sendOver,
    received: async (lane) => Buffer.from(await lane.ears.packet(PATIENCE)),
  };
}

async function sendOver(lane, pieces, pause, count) {
  await lane.wire.write(pieces, pause);
  for (let i = 0; i < count; i++) {
    const answer = await lane.wire.answer();
    statusOf(answer);
    lane.answers?.push(answer);
  }
}

/** A file for a room: raw, or in a form. It is fetched again and compared. */
export function files(base, kind, most = 3_000_000) {
  const inForm = kind === "form" ? form("a.bin", "application/octet-stream") : undefined;
  const frame = inForm ? inForm.head.length + inForm.tail.length : 0;
  const headers = { ...keyFor(`${base}/api/`) };
  return {
    name: inForm ? "files, form" : "files, raw",
    slow: true,
    least: frame,
    most,
    open: async () => ({ base, answers: [], wire: await Raw.connect(base), close() {} }),
    make: (length) => {
      const expected = randomBytes(length - frame);
      return { expected, body: inForm ? Buffer.concat([inForm.head, expected, inForm.tail]) : expected };
    },
    request: (lane, body, chunks) =>
      request(base, "POST", "/api/rooms/bodies/files", {
        headers: { ...headers, "content-type": inForm?.type ?? "application/octet-stream" },
        body,
        chunks,
      }),
    send: sendOver,
    received: async (lane) => {
      const { url, sha256 } = JSON.parse(lane.answers.shift().body);
      await lane.wire.write([request(base, "GET", url, { headers }).head]);
      const { body } = await lane.wire.answer();
      await lane.wire.write([request(base, "DELETE", url, { headers }).head]);
      await lane.wire.answer();
      const same = createHash("sha256").update(body).digest("hex") === sha256;
      return same ? body : Buffer.from("the hash is another one");
    },
  };
}

/**
 * Frames of a WebSocket: an event `echo`, as text or as the attachment of one.
 *
 * @param opcode 1 for text, 2 for binary
 * @param fast whether to wait until the connection has been taken from the web container, or to be
 *     done before that
 */
export function webSocket(base, opcode, fast) {
  return {
    name: `WebSocket, ${opcode === 1 ? "text" : "binary"}, ${fast ? "fast path" : "Tyrus"}`,
    least: opcode === 1 ? 13 : 0,
    most: 1_000_000,
    frames: true,
    /** ms that a connection is good for. */
    lasts: fast ? Infinity : 350,
    open: () => WebSocketLane.open(base, fast),
    make: (length) => {
      const body = opcode === 1 ? packetOf('42["echo","', '"]')(length).body : randomBytes(length);
      return { body, expected: body };
    },
    request: (lane, body) => {
      const { head, body: masked } = frame(opcode, body);
      return { head: opcode === 1 ? head : Buffer.concat([whole(frame(1, Buffer.from(ATTACHED))), head]), body: masked };
    },
    send: (lane, pieces, pause) => lane.exclusively(() => lane.wire.write(pieces, pause)),
    received: (lane) => lane.heard(opcode),
  };
}

const whole = ({ head, body }) => Buffer.concat([head, body]);

/** A WebSocket that has joined `/`, and answers pings, but not in the middle of a frame. */
class WebSocketLane {
  #heard = new Heard();
  #last = Promise.resolve();

  static async open(base, fast) {
    const lane = new WebSocketLane();
    lane.wire = await Raw.connect(base);
    const { head } = request(base, "GET", "/socket.io/?EIO=4&transport=websocket&recovery=false", {
      headers: {
        Connection: "Upgrade",
        Upgrade: "websocket",
        "Sec-WebSocket-Version": 13,
        "Sec-WebSocket-Key": randomBytes(16).toString("base64"),
      },
    });
    await lane.wire.write([head]);
    const { status } = await lane.wire.answer();
    if (status !== 101) throw new Error(`no WebSocket: ${status}`);
    lane.#listen();
    await lane.#heard.next(); // the open packet
    await lane.wire.write([whole(frame(1, Buffer.from("40")))]);
    await lane.#heard.next();
    if (fast) await new Promise((resolve) => setTimeout(resolve, 1200));
    return lane;
  }

  async #listen() {
    try {
      for (;;) {
        const { opcode, data } = await readFrame(this.wire);
        if (data.equals(PING)) this.exclusively(() => this.wire.write([whole(frame(1, Buffer.from("3")))]));
        else this.#heard.add({ opcode, data });
      }
    } catch {
      // Closed.
    }
  }

  exclusively(task) {
    this.#last = this.#last.catch(() => {}).then(task);
    return this.#last;
  }

  async heard(wanted) {
    for (;;) {
      const { opcode, data } = await this.#heard.next();
      if (opcode === wanted && (opcode === 2 || data.subarray(0, 9).equals(ECHO))) return data;
    }
  }

  close() {}
}
