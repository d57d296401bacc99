import { randomBytes } from "node:crypto";
import net from "node:net";
import tls from "node:tls";
import { within } from "./wait.mjs";

const EMPTY = Buffer.alloc(0);

/** One connection whose bytes a test writes itself, in the pieces and at the times that it likes. */
export class Raw {
  #unread = [];
  #size = 0;
  #wake = () => {};
  #ended = false;

  static async connect(base) {
    const { protocol, hostname, port } = new URL(base);
    const socket =
      protocol === "https:"
        ? tls.connect({ host: hostname, port, rejectUnauthorized: false })
        : net.connect({ host: hostname, port, noDelay: true });
    const raw = new Raw(socket);
    await within(10000, `a connection to ${base}`, new Promise((resolve, reject) => {
      socket.once(protocol === "https:" ? "secureConnect" : "connect", resolve).once("error", reject);
    }));
    return raw;
  }

  constructor(socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (data) => {
      this.#unread.push(data);
      this.#size += data.length;
      this.#wake();
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      this.#ended = true;
      this.#wake();
    });
  }

  /** Writes each piece by itself, with a pause in ms before all but the first. */
  async write(pieces, pause) {
    for (const [i, piece] of pieces.entries()) {
      if (i > 0 && pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
      if (piece.length > 0) await new Promise((resolve) => this.socket.write(piece, resolve));
    }
  }

  async #more() {
    if (this.#ended) throw new Error("the connection ended");
    await new Promise((resolve) => (this.#wake = resolve));
  }

  /** Exactly so many bytes. */
  async take(count) {
    while (this.#size < count) await this.#more();
    const all = this.#unread.length === 1 ? this.#unread[0] : Buffer.concat(this.#unread);
    this.#size -= count;
    this.#unread = this.#size > 0 ? [all.subarray(count)] : [];
    return all.subarray(0, count);
  }

  /** The lines of a head, up to the empty one. */
  async #head() {
    for (;;) {
      const all = Buffer.concat(this.#unread);
      this.#unread = all.length > 0 ? [all] : [];
      const end = all.indexOf("\r\n\r\n");
      if (end >= 0) return (await this.take(end + 4)).toString("latin1");
      await this.#more();
    }
  }

  async #line() {
    for (let line = ""; ; ) {
      line += (await this.take(1)).toString("latin1");
      if (line.endsWith("\r\n")) return line.slice(0, -2);
    }
  }

  /** The next answer: {status, body}. */
  async answer() {
    const head = await this.#head();
    const status = Number(head.slice(9, 12));
    if (status === 101 || status === 204) return { status, head, body: EMPTY };
    if (status === 100) return this.answer();
    const length = /^content-length: *(\d+)/im.exec(head);
    if (length) return { status, head, body: await this.take(Number(length[1])) };
    const chunks = [];
    for (;;) {
      const size = parseInt(await this.#line(), 16);
      chunks.push(await this.take(size));
      await this.take(2);
      if (size === 0) return { status, head, body: Buffer.concat(chunks) };
    }
  }

  close() {
    this.socket.destroy();
  }
}

/** A request's bytes: {head, body}, where the body is as it goes over the wire. */
export function request(base, method, path, { headers = {}, body, chunks } = {}) {
  const lines = [`${method} ${path} HTTP/1.1`, `Host: ${new URL(base).host}`];
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  if (chunks) lines.push("Transfer-Encoding: chunked");
  else if (body) lines.push(`Content-Length: ${body.length}`);
  const head = Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1");
  return { head, body: chunks ? chunked(body, chunks) : (body ?? EMPTY) };
}

function chunked(body, size) {
  const all = [];
  for (let at = 0; at < body.length; at += size) {
    const piece = body.subarray(at, at + size);
    all.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from("\r\n"));
  }
  all.push(Buffer.from("0\r\n\r\n"));
  return Buffer.concat(all);
}

/** A client's frame (RFC 6455, section 5.2): {head, body}. */
export function frame(opcode, data) {
  const key = randomBytes(4);
  const extended = data.length < 126 ? 0 : data.length < 65536 ? 2 : 8;
  const head = Buffer.alloc(2 + extended + 4);
  head[0] = 0x80 | opcode;
  head[1] = 0x80 | (extended === 0 ? data.length : extended === 2 ? 126 : 127);
  if (extended === 2) head.writeUInt16BE(data.length, 2);
  if (extended === 8) head.writeBigUInt64BE(BigInt(data.length), 2);
  key.copy(head, 2 + extended);
  const body = Buffer.from(data);
  for (let i = 0; i < body.length; i++) body[i] ^= key[i & 3];
  return { head, body };
}

/** The next frame of a server, which masks nothing: {opcode, data}. */
export async function readFrame(raw) {
  const [first, second] = await raw.take(2);
  const extended = second === 126 ? 2 : second === 127 ? 8 : 0;
  const size = extended > 0 ? await raw.take(extended) : EMPTY;
  const length = extended === 2 ? size.readUInt16BE() : extended === 8 ? Number(size.readBigUInt64BE()) : second;
  return { opcode: first & 15, data: await raw.take(length) };
}
