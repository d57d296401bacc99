import { WebSocket } from "ws";
import { url } from "./environment.mjs";
import { exchange } from "./exchange.mjs";
import { until, within } from "./wait.mjs";

/**
 * Engine.IO v4 by hand, for tests that look at bytes: without offsets in them. Nothing is answered unless the test says so,
 * pings neither.
 */
export class Engine {
  /** @param path with both slashes, such as `/socket.io/` */
  constructor({ base = url, path = "/socket.io/" } = {}) {
    this.base = base;
    this.path = path;
  }

  /** @param parameters of the query; an undefined value leaves the name out */
  address(parameters) {
    const query = Object.entries({ EIO: 4, recovery: "false", ...parameters })
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
    return `${this.base}${this.path}?${query.join("&")}`;
  }

  /** One request on the polling transport. */
  request(parameters, options) {
    return exchange(this.address({ transport: "polling", ...parameters }), options);
  }

  /** Opens a session and returns what the open packet says. */
  async open(options) {
    const { status, text } = await this.request({}, options);
    if (status !== 200 || text[0] !== "0") throw new Error(`no open packet: ${status} ${text}`);
    return JSON.parse(text.slice(1));
  }

  poll(sid, options) {
    return this.request({ sid }, options);
  }

  /** Polls until there is more than pings, and returns that answer without them. */
  async pollBeyondPings(sid, options) {
    for (;;) {
      const answer = await this.poll(sid, options);
      const text = answer.text.split("\x1e").filter((packet) => packet !== "2").join("\x1e");
      if (answer.status !== 200 || text !== "") return { ...answer, text };
    }
  }

  post(sid, body, options) {
    return this.request({ sid }, { method: "POST", body, ...options });
  }

  /** A polling session that has joined a namespace; returns its sid. */
  async join(namespace = "") {
    const { sid } = await this.open();
    const { status, text } = await this.post(sid, `40${namespace}`);
    if (status !== 200) throw new Error(`CONNECT is refused: ${status} ${text}`);
    await until(10000, "CONNECT is answered", async () => (await this.poll(sid)).text.includes("40"));
    return sid;
  }

  /** A WebSocket whose messages wait in order until the test asks for them. */
  socket(parameters, options) {
    const address = this.address({ transport: "websocket", ...parameters }).replace(/^http/, "ws");
    return new Frames(address, options);
  }

  /** A WebSocket session that has joined `/`, past the CONNECT's answer; knows its `sid`. */
  async joinedSocket() {
    const socket = this.socket();
    const { sid } = await socket.opened();
    socket.send("40");
    await socket.until((packet) => packet.startsWith?.("40"));
    return Object.assign(socket, { sid });
  }
}

/** The client's end of a WebSocket. Text messages are strings, binary ones Buffers. */
export class Frames {
  #waiting = [];
  #readers = [];

  constructor(address, options = {}) {
    this.ws = new WebSocket(address, { rejectUnauthorized: false, perMessageDeflate: false, ...options });
    this.ws.on("message", (data, binary) => this.#arrived(binary ? data : data.toString()));
    /** Settles with the close code, or with the refusal {status, type, text}. */
    this.end = new Promise((resolve) => {
      this.ws.on("error", () => {});
      this.ws.on("close", (code) => resolve({ code }));
      this.ws.on("unexpected-response", (request, response) => {
        const chunks = [];
        response.on("data", (chunk) => chunks.push(chunk));
        response.on("close", () => {
          const text = Buffer.concat(chunks).toString();
          resolve({ status: response.statusCode, type: response.headers["content-type"] ?? "", text });
        });
      });
    });
  }

  #arrived(packet) {
    const reader = this.#readers.shift();
    reader ? reader(packet) : this.#waiting.push(packet);
  }

  send(data, options) {
    this.ws.send(data, options);
  }

  /** The next message. */
  next(ms = 10000) {
    if (this.#waiting.length > 0) return Promise.resolve(this.#waiting.shift());
    const ended = this.end.then((end) => {
      throw new Error(`the connection ended: ${JSON.stringify(end)}`);
    });
    return within(ms, "a message", Promise.race([new Promise((resolve) => this.#readers.push(resolve)), ended]));
  }

  /** The next message that fits; pings on the way are answered, others skipped. */
  async until(fits, ms = 10000) {
    const deadline = performance.now() + ms;
    for (;;) {
      const packet = await this.next(Math.max(1, deadline - performance.now()));
      if (fits(packet)) return packet;
      if (packet === "2") this.send("3");
    }
  }

  /** The next message that is no ping; pings are answered. */
  packet(ms) {
    return this.until((packet) => packet !== "2", ms);
  }

  /** Resolves with the open packet's content, for a socket without a sid. */
  async opened() {
    const packet = await this.next();
    if (packet[0] !== "0") throw new Error(`no open packet: ${packet}`);
    return JSON.parse(packet.slice(1));
  }

  /** Resolves when the handshake is done, for a socket that probes. */
  handshake() {
    if (this.ws.readyState === WebSocket.OPEN) return Promise.resolve();
    return within(10000, "the WebSocket handshake", new Promise((resolve) => this.ws.once("open", resolve)));
  }

  closed(ms = 10000) {
    return within(ms, "the WebSocket's close", this.end);
  }

  close() {
    this.ws.terminate();
  }
}
