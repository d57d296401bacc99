import { setTimeout as pause } from "node:timers/promises";
import { acknowledged, client, connected } from "../clients.mjs";
import { rest } from "../rest.mjs";
import { fresh } from "../scenarios.mjs";
import { until, within } from "../wait.mjs";

/** Events a second that the room is sent. */
const RATE = 20;

const percentile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

/** A room of clients that do nothing wrong, and a publisher who counts what they hear, and when. */
export class HonestRoom {
  #room = fresh("honest");
  #members = [];
  #late = [];
  #due = new Map();
  #number = 0;

  async fill(count, instance) {
    this.instance = instance;
    for (let n = 0; n < count; n++) {
      const transports = n % 5 === 0 ? ["polling"] : ["websocket"];
      const member = await connected(client({ to: instance, n, transports, reconnection: true, reconnectionDelay: 100, reconnectionDelayMax: 1000 }));
      const heard = new Map();
      member.on("news", (number) => {
        heard.set(number, (heard.get(number) ?? 0) + 1);
        const due = this.#due.get(number);
        if (due !== undefined) this.#late.push(performance.now() - due);
      });
      await acknowledged(member, "join", this.#room);
      member.on("connect", () => {
        if (!member.recovered) member.emit("join", this.#room);
      });
      this.#members.push({ member, heard, losses: 0 });
      member.on("disconnect", () => this.#members.find((each) => each.member === member).losses++);
    }
  }

  /**
   * Publishes for a while.
   *
   * @returns {Promise<object>} sent; unanswered, which may or may not be heard; lost and doubled
   *     deliveries; p99, ms; losses, of connections
   */
  async publish(seconds) {
    this.#late = [];
    const first = this.#number;
    const before = this.#members.reduce((sum, { losses }) => sum + losses, 0);
    const taken = new Set();
    const answers = [];
    const begun = performance.now();
    for (let n = 0; n < seconds * RATE; n++) {
      await pause(Math.max(0, begun + (n * 1000) / RATE - performance.now()));
      const number = this.#number++;
      this.#due.set(number, Math.max(begun + (n * 1000) / RATE, performance.now() - 50));
      const body = { rooms: [this.#room], event: "news", args: [number] };
      answers.push(
        within(20000, "an answer", rest("POST", "/api/events", { base: this.instance, body })).then(
          ({ status }) => status === 202 && taken.add(number),
          () => {},
        ),
      );
    }
    await Promise.all(answers);
    const misses = () => this.#members.reduce((sum, { heard }) => sum + [...taken].filter((number) => !heard.has(number)).length, 0);
    await until(20000, "all is heard", () => misses() === 0).catch(() => {});
    let doubled = 0;
    for (const { heard } of this.#members) for (let n = first; n < this.#number; n++) doubled += Math.max(0, (heard.get(n) ?? 1) - 1);
    const sorted = this.#late.sort((a, b) => a - b);
    this.#due.clear();
    return {
      sent: taken.size,
      unanswered: this.#number - first - taken.size,
      lost: misses(),
      doubled,
      p99: percentile(sorted, 0.99),
      losses: this.#members.reduce((sum, { losses }) => sum + losses, 0) - before,
    };
  }
}
