import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { client, connected } from "./clients.mjs";
import { membersOf } from "./rest.mjs";
import { until } from "./wait.mjs";

/**
 * Events with numbers, sent to a room at a steady rate, and clients that hear them. By default 200
 * a second.
 */
export class Storm {
  listeners = [];
  sent = 0;
  #accepted = 0;
  #refusals = [];
  #times = [];
  #running;
  #over = false;

  /** @param publisher a connected socket */
  constructor(publisher, room, { rate = 200 } = {}) {
    Object.assign(this, { publisher, room, rate, event: `${room}-event` });
  }

  /** A client that joins, before the storm begins, and hears all of it. */
  async add(options) {
    const socket = client({ reconnection: true, reconnectionDelay: 100, ...options });
    const listener = new Listener(socket);
    this.listeners.push(listener);
    await connected(socket);
    socket.on(this.event, (n) => listener.hears(n, this.#times[n]));
    const answer = await socket.timeout(20000).emitWithAck("join", this.room);
    assert.equal(answer.ok, true, JSON.stringify(answer));
    return listener;
  }

  /** Begins, when the whole cluster knows who is in the room; goes on until {@link end}. */
  async begin() {
    const expected = this.listeners.length;
    await until(20000, `${expected} members`, async () => (await membersOf(this.room)) === expected);
    this.#running = this.#blow();
  }

  async #blow() {
    const begun = performance.now();
    while (!this.#over) {
      const due = ((performance.now() - begun) * this.rate) / 1000;
      while (this.sent < due) this.#publish(this.sent++);
      await pause(5);
    }
    this.seconds = (performance.now() - begun) / 1000;
  }

  #publish(n) {
    this.#times[n] = performance.now();
    this.publisher.timeout(60000).emit("publish", this.room, this.event, n, (error, answer) => {
      if (answer?.ok) this.#accepted++;
      else this.#refusals.push(`${n}: ${error ?? JSON.stringify(answer)}`);
    });
  }

  /** Stops, waits until all is heard that was sent, and asserts that each heard it once, in order. */
  async end() {
    this.#over = true;
    await this.#running;
    await until(60000, "all is published", () => this.#accepted + this.#refusals.length === this.sent);
    assert.deepEqual(this.#refusals, []);
    // One more flushes what might still come twice or late.
    this.#publish(this.sent++);
    const lacking = () => this.listeners.filter(({ next }) => next < this.sent);
    const seen = () => `of ${this.sent} have ${lacking().map(({ next }) => next)}; ${this.surprises()}`;
    await until(30000, "everyone has heard everything", () => lacking().length === 0, seen);
    assert.deepEqual(this.surprises(), []);
  }

  surprises() {
    return this.listeners.flatMap(({ surprises }, n) => surprises.map((each) => `client ${n} ${each}`));
  }

  report(listeners = this.listeners) {
    const lags = listeners.flatMap(({ lags }) => lags).sort((a, b) => a - b);
    const of = (share) => Math.round(lags[Math.floor((lags.length - 1) * share)]);
    return `${this.sent} events in ${this.seconds.toFixed(1)} s, heard after ${of(0.5)} ms (p99 ${of(0.99)}, most ${of(1)})`;
  }
}

/** A client that notes whatever should not happen to it. */
class Listener {
  surprises = [];
  next = 0;
  lags = [];

  constructor(socket) {
    this.socket = socket;
    socket.on("connect", () => this.#connects());
    socket.on("disconnect", (reason) => this.surprises.push(`lost its connection: ${reason}`));
    socket.on("connect_error", (error) => this.surprises.push(`did not connect: ${error.message}`));
    socket.io.on("reconnect_attempt", () => this.surprises.push("connects again"));
  }

  #connects() {
    if (this.id) this.surprises.push(`is connected again, as ${this.socket.id}`);
    this.id ??= this.socket.id;
    this.sid ??= this.socket.io.engine.id;
  }

  hears(n, since) {
    if (n !== this.next) this.surprises.push(`hears ${n}, not ${this.next}`);
    this.next = n + 1;
    if (n % 20 === 0) this.lags.push(performance.now() - since);
  }
}
