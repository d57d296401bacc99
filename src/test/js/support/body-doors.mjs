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

/** Text without separators, quotes and backslashes, with characters of one to four bytes. */
export function text(bytes) {
  let all = "";
  let left = bytes;
  for (let i = Math.floor(Math.random() * 64); left > 0; i++) {
    const [character, size] = i % 61 === 0 && left >= 4 ? ["😀", 4] : i % 17 === 0 && left >= 3 ? ["€", 3] : i % 7 === 0 && left >= 2 ? ["é", 2] : [String.fromCharCode(97 + (i % 26)), 1];
    all += character;
    left -= size;
  }
  return all;
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
    marker: (lane) => make(40).body,
    send: (lane, pieces, pause, count) =>
      lane.exclusively(async () => {
        await lane.wire.write(pieces, pause);
        for (let i = 0; i < count; i++) statusOf(await lane.wire.answer());
      }),
    received: (lane) => lane.heard(),
  };
}

const packetOf = (prefix, suffix) => (length) => {
  const body = Buffer.from(prefix + text(length - prefix.length - suffix.length) + suffix);
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

/** Socket.IO's event `echo`, at one instance, or at another than owns the session. */
export const echo = (name, base, owner) => ({
  ...polling(name, { base, owner, path: "/socket.io/", join: true }, packetOf('42["echo","', '"]')),
  least: 13,
  most: 1_000_000,
});

/** `POST /api/events` to a room, whose member has a WebSocket. */
export function events(base, most = 2_000_000) {
  const body = (room) => packetOf(`{"rooms":["${room}"],"event":"e","args":["`, '"]}');
  return {
    name: "REST, JSON",
    least: 90,
    most,
    open: async () => {
      const room = randomUUID();
      const ears = await new Engine({ base }).joinedSocket();
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
 * Frames of a WebSocket to the engine that sends all back.
 *
 * @param fast whether to wait until the connection has been taken from the web container, or to be
 *     done before that
 */
export function webSocket(base, opcode, fast) {
  return {
    name: `WebSocket, ${opcode === 1 ? "text" : "binary"}, ${fast ? "fast path" : "Tyrus"}`,
    least: opcode === 1 ? 1 : 0,
    most: 1_000_000,
    frames: true,
    /** ms that a lane is good for. */
    lasts: fast ? Infinity : 350,
    open: async () => {
      const wire = await Raw.connect(base);
      const { head } = request(base, "GET", "/engine.io/?EIO=4&transport=websocket", {
        headers: {
          Connection: "Upgrade",
          Upgrade: "websocket",
          "Sec-WebSocket-Version": 13,
          "Sec-WebSocket-Key": randomBytes(16).toString("base64"),
        },
      });
      await wire.write([head]);
      const { status } = await wire.answer();
      if (status !== 101) throw new Error(`no WebSocket: ${status}`);
      const heard = new Heard();
      const lane = { wire, heard, close() {} };
      listen(lane);
      await heard.next(); // the open packet
      if (fast) await new Promise((resolve) => setTimeout(resolve, 1200));
      return lane;
    },
    make: (length) => {
      const body = opcode === 1 ? packetOf("4", "")(length).body : randomBytes(length);
      return { body, expected: body };
    },
    request: (lane, body) => frame(opcode, body),
    send: async (lane, pieces, pause) => {
      lane.busy = true;
      await lane.wire.write(pieces, pause);
      lane.busy = false;
      if (lane.pinged) await lane.pong();
    },
    received: (lane) => lane.heard.next(),
  };
}

async function listen(lane) {
  lane.pong = async () => {
    lane.pinged = false;
    const { head, body } = frame(1, Buffer.from("3"));
    await lane.wire.write([Buffer.concat([head, body])]);
  };
  try {
    for (;;) {
      const { data } = await readFrame(lane.wire);
      if (data.equals(PING)) {
        lane.pinged = true;
        // Not in the middle of a frame.
        if (!lane.busy) await lane.pong();
      } else {
        lane.heard.add(data);
      }
    }
  } catch {
    // Closed.
  }
}
