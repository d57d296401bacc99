import { Wire } from "../siege/wire.mjs";

/** Of what one case wrote, the bytes that are kept to be shown. */
const KEPT = 64 * 1024;

/** What an instance may answer beyond 499: it leaves, is full, or does not speak that. */
const EXPECTED = [501, 503, 504, 505];

/** A {@link Wire} that keeps what was written, and looks for failures in what is answered. */
export class FuzzWire extends Wire {
  /** Each write as a Buffer. */
  written = [];
  /** Statuses of HTTP, in the order of their coming. */
  statuses = [];
  faults = [];
  #kept = 0;
  #frames;

  constructor(port, n) {
    super(port, { n });
    this.socket.on("data", (chunk) => this.#look(chunk));
  }

  write(bytes) {
    const buffer = Buffer.from(bytes);
    if (this.#kept < KEPT) this.written.push(buffer.subarray(0, KEPT - this.#kept));
    this.#kept += buffer.length;
    return super.write(buffer);
  }

  #look(chunk) {
    if (this.#frames) return this.#lookAtFrames(chunk);
    const text = chunk.toString("latin1");
    for (const [, code] of text.matchAll(/HTTP\/1\.[01] (\d{3}) /g)) {
      const status = Number(code);
      this.statuses.push(status);
      if (status >= 500 && !EXPECTED.includes(status)) this.faults.push(`answer ${status}: ${text.slice(0, 600)}`);
    }
    if (this.statuses.at(-1) === 101) {
      this.#frames = Buffer.alloc(0);
      const body = text.lastIndexOf("\r\n\r\n");
      if (body >= 0) this.#lookAtFrames(chunk.subarray(body + 4));
    }
  }

  /** A WebSocket that is closed with 1011 says that the server failed. */
  #lookAtFrames(chunk) {
    this.#frames = Buffer.concat([this.#frames, chunk]);
    for (;;) {
      const bytes = this.#frames;
      if (bytes.length < 2) return;
      const short = bytes[1] & 0x7f;
      const head = short === 126 ? 4 : short === 127 ? 10 : 2;
      if (bytes.length < head) return;
      const size = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
      if (bytes.length < head + size) return;
      if ((bytes[0] & 15) === 8 && size >= 2) {
        const code = bytes.readUInt16BE(head);
        if (code === 1011) this.faults.push(`closed with 1011: ${bytes.toString("utf8", head + 2, head + size)}`);
      }
      this.#frames = bytes.subarray(head + size);
    }
  }
}
