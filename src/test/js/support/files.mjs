import http from "node:http";
import https from "node:https";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { credentials } from "./environment.mjs";
import { keyFor } from "./key.mjs";
import { within } from "./wait.mjs";

const BLOCK = 1 << 20;

/** Bytes that look like a boundary of a form now and then, and are otherwise random. */
export function bytes(length) {
  const block = randomBytes(BLOCK);
  const all = Buffer.alloc(length);
  for (let at = 0; at < length; at += BLOCK) {
    block.copy(all, at);
    all.write(`\r\n--x\r${at}`, at);
  }
  return all;
}

const BOUNDARY = "x-of-the-test";

/** What surrounds a file in a form with one more field. */
export function form(name, type) {
  const field = (lines, value) => `--${BOUNDARY}\r\n${lines.join("\r\n")}\r\n\r\n${value}`;
  const note = field(['Content-Disposition: form-data; name="note"'], "a note\r\n");
  const file = field([`Content-Disposition: form-data; name="file"; filename="${name}"`, `Content-Type: ${type}`], "");
  return {
    type: `multipart/form-data; boundary=${BOUNDARY}`,
    head: Buffer.from(note + file),
    tail: Buffer.from(`\r\n${note.trimEnd()}\r\n--${BOUNDARY}--\r\n`),
  };
}

/** A POST whose body is written piece by piece. */
export class Sending {
  #request;
  #answered;
  #written = 0;
  #continued = false;

  /**
   * @param length of the body; undefined sends it in chunks
   * @param expect whether to ask first
   */
  static begin(address, { length, type, expect = false }) {
    const sending = new Sending();
    const headers = {
      ...keyFor(address),
      "content-type": type,
      ...(length === undefined ? { "transfer-encoding": "chunked" } : { "content-length": length }),
      ...(expect ? { expect: "100-continue" } : {}),
    };
    const { request } = address.startsWith("https:") ? https : http;
    const options = { method: "POST", headers, auth: credentials, rejectUnauthorized: false };
    sending.#request = request(address, options).on("continue", () => (sending.#continued = true));
    sending.#answered = new Promise((resolve, reject) => {
      sending.#request.on("error", reject).on("response", (response) => {
        const chunks = [];
        response.on("data", (chunk) => chunks.push(chunk));
        response.on("end", () =>
          resolve({ status: response.statusCode, headers: response.headers, text: Buffer.concat(chunks).toString() }),
        );
        response.on("error", reject);
      });
    });
    sending.#answered.catch(() => {});
    sending.#request.flushHeaders();
    return sending;
  }

  async write(data) {
    for (let at = 0; at < data.length; at += BLOCK) {
      const piece = data.subarray(at, at + BLOCK);
      this.#written += piece.length;
      if (!this.#request.write(piece)) await Promise.race([once(this.#request, "drain"), this.#answered]);
    }
  }

  /** The answer, whether or not all is written. */
  async answer(ms = 60000) {
    const answer = await within(ms, "an answer", this.#answered);
    const { status } = answer;
    const seen = { ...answer, written: this.#written, continued: this.#continued };
    if (status >= 400) this.#request.destroy();
    return seen;
  }

  end() {
    this.#request.end();
    return this.answer();
  }

  /** Goes away in the middle. */
  cut() {
    this.#request.destroy();
  }

  /** The hash of a file as it comes. */
  static async hashOf(address, headers = {}) {
    const { get } = address.startsWith("https:") ? https : http;
    const [response] = await once(get(address, { headers: { ...keyFor(address), ...headers }, auth: credentials, rejectUnauthorized: false }), "response");
    if (response.statusCode >= 300) throw new Error(`${address}: ${response.statusCode}`);
    const hash = createHash("sha256");
    for await (const chunk of response) hash.update(chunk);
    return hash.digest("hex");
  }
}
