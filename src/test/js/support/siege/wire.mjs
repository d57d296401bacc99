import crypto from "node:crypto";
import net from "node:net";

/** A loopback address for the n-th attacker, so that limits for each address are met by many. */
export const addressOf = (n) => `127.0.${20 + Math.floor(n / 200)}.${1 + (n % 200)}`;

/**
 * One TCP connection, by hand: nothing is waited for, and its end is no error.
 *
 * @param n picks the address it comes from, see {@link addressOf}
 */
export class Wire {
  /** What has come, as latin-1, the last 4 KB of it. */
  heard = "";
  isOpen = true;

  constructor(port, { n = 0, reads = true } = {}) {
    this.socket = net.connect({ port, host: "127.0.0.1", localAddress: addressOf(n) });
    this.socket.setNoDelay(true);
    if (reads) {
      this.socket.on("data", (chunk) => (this.heard = (this.heard + chunk.toString("latin1")).slice(-4096)));
    } else {
      this.socket.pause();
    }
    this.socket.on("error", () => {});
    this.closed = new Promise((resolve) => this.socket.on("close", resolve)).then(() => (this.isOpen = false));
  }

  write(bytes) {
    if (this.isOpen) this.socket.write(bytes);
    return this;
  }

  /** Resolves once something that fits has come, or the connection has ended, or time is up. */
  async hears(pattern, ms = 5000) {
    const end = performance.now() + ms;
    while (this.isOpen && performance.now() < end) {
      if (pattern.test(this.heard)) return true;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return pattern.test(this.heard);
  }

  end() {
    this.socket.destroy();
  }
}

/** The request that opens a WebSocket. */
export function handshake(path, { key = crypto.randomBytes(16).toString("base64"), headers = {} } = {}) {
  const all = { Host: "127.0.0.1", Upgrade: "websocket", Connection: "Upgrade", "Sec-WebSocket-Version": 13, "Sec-WebSocket-Key": key, ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`GET ${path} HTTP/1.1\r\n${lines.join("")}\r\n`);
}

export const SOCKET_IO = "/socket.io/?EIO=4&transport=websocket";

const TEXT = 1;
const BINARY = 2;

/** A frame of a client (RFC 6455, section 5.2). */
export function frame(payload, { opcode, fin = true, masked = true, length } = {}) {
  const body = Buffer.from(payload);
  const size = length ?? BigInt(body.length);
  const code = opcode ?? (typeof payload === "string" ? TEXT : BINARY);
  let head;
  if (size < 126n) {
    head = Buffer.from([0, Number(size)]);
  } else if (size < 65536n) {
    head = Buffer.from([0, 126, 0, 0]);
    head.writeUInt16BE(Number(size), 2);
  } else {
    head = Buffer.alloc(10);
    head[1] = 127;
    head.writeBigUInt64BE(size, 2);
  }
  head[0] = (fin ? 0x80 : 0) | code;
  if (!masked) return Buffer.concat([head, body]);
  head[1] |= 0x80;
  const mask = crypto.randomBytes(4);
  for (let i = 0; i < body.length; i++) body[i] ^= mask[i & 3];
  return Buffer.concat([head, mask, body]);
}

/** A WebSocket of Socket.IO that is open, or has been refused; `joined`: that is in `/` too. */
export async function socket(port, { n, reads = true, joined = true, path = SOCKET_IO } = {}) {
  const wire = new Wire(port, { n });
  wire.write(handshake(path));
  if (!(await wire.hears(/"sid"/))) {
    wire.end();
    return undefined;
  }
  if (joined) {
    wire.write(frame("40"));
    if (!(await wire.hears(/40\{"sid"/))) {
      wire.end();
      return undefined;
    }
  }
  if (!reads) wire.socket.pause();
  return wire;
}

/** A request of HTTP. */
export function request(method, path, { headers = {}, body = "" } = {}) {
  const all = { Host: "127.0.0.1", ...(body === "" && method === "GET" ? {} : { "Content-Length": Buffer.byteLength(body) }), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n${body}`;
}
