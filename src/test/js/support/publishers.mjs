import { setTimeout as pause } from "node:timers/promises";
import { instances } from "./environment.mjs";
import { rest } from "./rest.mjs";
import { until } from "./wait.mjs";

/**
 * Who publish at once; each waits for its answer before it goes on, and stays with an instance for as
 * long as that is there, as a back end does that publishes where it runs.
 */
const PUBLISHERS = 10;

/**
 * Publishes events with rising numbers over REST, and knows of each what became of it:
 *
 * - taken: answered 202. Everybody must hear it, once.
 * - refused: answered 503, or nobody was there to connect to; nothing has happened, so the same
 *   number is sent again.
 * - unsure: no answer, or one that does not say (502, 504). It may have been taken, and is not sent
 *   again, since that could double it. Nobody may hear it, or everybody.
 */
export class Publishers {
  sent = [];
  refused = 0;
  #ids = [];
  #next = 0;
  #busy = 0;
  #running = false;
  #crew = [];
  #seats = Array.from({ length: PUBLISHERS }, (_, n) => n);

  constructor(rate) {
    this.rate = rate;
  }

  /** The event's id as text that sorts as ids do; undefined while it is not known. */
  idOf = (n) => this.#ids[n];

  begin(room, event) {
    this.#running = true;
    this.sent = [];
    this.refused = 0;
    const crew = Math.min(PUBLISHERS, this.rate);
    const gap = (crew * 1000) / this.rate;
    this.#crew = Array.from({ length: crew }, (_, n) => this.#work(n, room, event, gap));
  }

  async end() {
    this.#running = false;
    await Promise.all(this.#crew);
    await until(20000, "all is answered", () => this.#busy === 0);
  }

  async #work(publisher, room, event, gap) {
    await pause((publisher * 1000) / this.rate);
    for (let due = performance.now(); this.#running; due = Math.max(due + gap, performance.now() - gap)) {
      await this.#publish(this.#next++, publisher, room, event);
      await pause(Math.max(0, due + gap - performance.now()));
    }
  }

  async #publish(n, publisher, room, event) {
    const note = { n, at: performance.now(), taken: false };
    this.#busy++;
    for (;;) {
      const base = instances[this.#seats[publisher] % instances.length];
      const outcome = await this.#attempt(base, { rooms: [room], event, args: [n, publisher] });
      if (outcome === "refused") {
        this.refused++;
        this.#seats[publisher]++;
        await pause(200);
        continue;
      }
      if (outcome !== "unsure") {
        note.taken = true;
        this.#ids[n] = sortable(outcome);
      }
      break;
    }
    this.sent.push(note);
    this.#busy--;
  }

  async #attempt(base, body) {
    try {
      const { status, json } = await rest("POST", "/api/events", { body, base });
      if (status === 202) return json.id;
      return status === 503 ? "refused" : "unsure";
    } catch (error) {
      return error.code === "ECONNREFUSED" ? "refused" : "unsure";
    }
  }
}

/** An id is two numbers with a hyphen between. */
const sortable = (id) =>
  id
    .split("-")
    .map((part) => part.padStart(20, "0"))
    .join("-");
