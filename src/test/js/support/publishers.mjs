import { setTimeout as pause } from "node:timers/promises";
import { rest } from "./rest.mjs";
import { until } from "./wait.mjs";

/** Who publish at once; each waits for its answer before it goes on. */
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
    this.#crew = Array.from({ length: crew }, (_, n) => this.#work(room, event, gap, (n * gap) / crew));
  }

  async end() {
    this.#running = false;
    await Promise.all(this.#crew);
    await until(20000, "all is answered", () => this.#busy === 0);
  }

  async #work(room, event, gap, delay) {
    await pause(delay);
    for (let due = performance.now(); this.#running; due = Math.max(due + gap, performance.now() - gap)) {
      await this.#publish(this.#next++, room, event);
      await pause(Math.max(0, due + gap - performance.now()));
    }
  }

  async #publish(n, room, event) {
    const note = { n, at: performance.now(), taken: false };
    this.#busy++;
    for (;;) {
      const outcome = await this.#attempt({ rooms: [room], event, args: [n] });
      if (outcome === "refused") {
        this.refused++;
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

  async #attempt(body) {
    try {
      const { status, json } = await rest("POST", "/api/events", { body });
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
