import http from "node:http";
import https from "node:https";
import { setTimeout as pause } from "node:timers/promises";
import { credentials, url } from "./environment.mjs";
import { keyFor } from "./key.mjs";
import { until } from "./wait.mjs";

const open = new Set();

/**
 * One who listens as browsers do with EventSource: it notes the last id, and comes back with that
 * when its connection ends.
 */
export class Listener {
  /** Every event with data: {id, event, data}, `data` parsed. */
  events = [];
  /** Ids of the instances that it was served by, one a connection. */
  servedBy = [];
  problems = [];
  lastId = "";
  #retry = 1000;
  #over = false;
  #request;

  /**
   * @param query such as { room: ["a", "b"], since: "…" }
   * @param comesBack whether it connects again when its connection has ended
   */
  constructor(query = {}, { base = url, comesBack = true, lastId = "" } = {}) {
    const parameters = new URLSearchParams();
    for (const [name, values] of Object.entries(query)) [values].flat().forEach((value) => parameters.append(name, value));
    this.address = `${base}/api/events?${parameters}`;
    this.comesBack = comesBack;
    this.lastId = lastId;
    open.add(this);
    this.#connect();
  }

  /** Resolves when it has come to a place, so that whatever is published now reaches it. */
  async listening() {
    await until(10000, "a stream that has begun", () => this.lastId !== "", () => this.problems.join());
    return this;
  }

  /** Reads no more from its connection. */
  stop() {
    this.stopped = true;
    this.response?.pause();
  }

  close() {
    this.#over = true;
    this.#request.destroy();
  }

  /** The events of the application: not those that tell of the stream itself. */
  get said() {
    return this.events.filter(({ data }) => Array.isArray(data));
  }

  get gaps() {
    return this.events.filter(({ event, data }) => event === "gap" && !Array.isArray(data));
  }

  #connect() {
    const { get } = this.address.startsWith("https:") ? https : http;
    const headers = { accept: "text/event-stream", ...keyFor(this.address), ...(this.lastId && { "last-event-id": this.lastId }) };
    this.#request = get(this.address, { headers, auth: credentials, agent: false, rejectUnauthorized: false }, (response) => {
      if (response.statusCode !== 200) {
        this.problems.push(`status ${response.statusCode}`);
        response.resume();
        return;
      }
      this.response = response;
      this.servedBy.push(response.headers["tidings-instance"]);
      let rest = "";
      response.setEncoding("utf8");
      response.on("data", (text) => {
        const blocks = (rest + text).split("\n\n");
        rest = blocks.pop();
        blocks.forEach((block) => this.#take(block));
      });
      response.on("error", () => {});
      response.on("close", () => this.#again());
      if (this.stopped) response.pause();
    });
    this.#request.on("error", () => this.response || this.#again());
  }

  async #again() {
    this.response = undefined;
    if (this.#over || !this.comesBack) {
      this.ended = true;
      return;
    }
    await pause(this.#retry);
    if (!this.#over) this.#connect();
  }

  #take(block) {
    const fields = { id: undefined, event: "message", data: undefined };
    for (const line of block.split("\n")) {
      const [, name, value] = /^([a-z]*): ?(.*)$/.exec(line) ?? [];
      if (name === "retry") this.#retry = Number(value);
      else if (name) fields[name] = value;
    }
    if (fields.id !== undefined) this.lastId = fields.id;
    if (fields.data !== undefined) this.events.push({ ...fields, data: JSON.parse(fields.data) });
  }
}

/** Closes all listeners, for an `after` hook. */
export function closeAll() {
  open.forEach((listener) => listener.close());
  open.clear();
}

/** Resolves when a listener has had so many events of the application. */
export const heard = (listener, count, ms = 30000) =>
  until(ms, `${count} events`, () => listener.said.length >= count, () => `but ${listener.said.length}, ${listener.problems}`);

