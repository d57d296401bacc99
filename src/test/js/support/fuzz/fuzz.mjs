import { setTimeout as pause } from "node:timers/promises";
import { exchange } from "../exchange.mjs";
import { HonestRoom } from "../siege/honest.mjs";
import { until } from "../wait.mjs";
import { DOORS, DOOR_NAMES } from "./doors.mjs";
import { Instance } from "./instance.mjs";
import { Random } from "./random.mjs";
import { FuzzWire } from "./wire.mjs";

const MIB = 1 << 20;
const HONEST = 4;

/** A pool may breathe; a thread for each bad client would be hundreds. */
const MORE_THREADS = 25;

/** Beyond what it was after the first batch: caches, and the history of broadcasts. */
const MORE_HEAP = Number(process.env.FUZZ_HEAP_MIB ?? 40) * MIB;

/** A case may not go on for longer, ms. */
const LONGEST = 20_000;

/** One case: everything that it opens, and how it looks to the case. */
class Case {
  wires = [];
  notes = [];

  constructor(run, number) {
    this.run = run;
    this.number = number;
    this.random = new Random(run.seed, number);
    this.door = this.random.pick(run.doors);
    this.key = process.env.TIDINGS_API_KEY;
    /** Ids of sockets that cases have seen. */
    this.ids = run.ids;
  }

  wire(random) {
    const wire = new FuzzWire(this.run.instance.port, random.int(4000));
    this.wires.push(wire);
    return wire;
  }

  rest = (ms) => pause(ms);

  /** A session of polling, which nobody ends by closing a connection. */
  opened(sid) {
    this.run.sessions.push(sid);
  }

  async play() {
    const late = pause(LONGEST).then(() => this.notes.push(`the case did not end within ${LONGEST} ms`));
    await Promise.race([DOORS[this.door](this, this.random), late]);
    for (const wire of this.wires) {
      wire.end();
      for (const [, id] of wire.heard.matchAll(/40\{"sid":"([^"]+)"/g)) this.ids.push(id);
    }
    if (this.ids.length > 100) this.ids.splice(0, 50);
  }

  faults() {
    return [...this.notes, ...this.wires.flatMap(({ faults }) => faults)];
  }

  /** What it wrote, a line for each write, as strings of JavaScript whose characters are bytes. */
  transcript() {
    return this.wires
      .filter(({ written }) => written.length > 0)
      .map((wire, n) => [`connection ${n + 1}, answered ${wire.statuses.join(" ") || "nothing"}`, ...wire.written.map((bytes) => `  ${JSON.stringify(bytes.toString("latin1"))}`)].join("\n"))
      .join("\n");
  }
}

/** Cases without end from one seed, against one instance. */
export class Run {
  ids = [];
  sessions = [];
  findings = [];

  /**
   * @param doors names; each case picks one of them
   * @param say called with each finding, as text
   */
  constructor({ address, seed, doors = DOOR_NAMES, atOnce = 30, say = console.log }) {
    this.instance = new Instance(address);
    this.seed = seed;
    this.doors = doors;
    this.atOnce = atOnce;
    this.say = say;
    this.next = 0;
  }

  #found(what, number) {
    this.findings.push(what);
    this.say(`FINDING (seed ${this.seed}${number === undefined ? "" : `, case ${number}`}): ${what}`);
  }

  async arrive() {
    this.room = new HonestRoom();
    await this.room.fill(HONEST, this.instance.address);
    await this.room.publish(1);
  }

  /** One case alone; returns it. What the instance logs meanwhile is looked at, too. */
  async replay(number) {
    const one = new Case(this, number);
    await one.play();
    await this.#endSessions();
    await pause(100);
    const { trace } = this.instance.newLog();
    for (const fault of one.faults()) this.#found(`${one.door}: ${fault}`, number);
    if (trace) this.#found(`${one.door}: a stack trace is logged\n${trace}`, number);
    return one;
  }

  /** Cases for some seconds, beside honest clients; then the instance must be as it was. */
  async batch(seconds) {
    const end = performance.now() + seconds * 1000;
    const [first, counts] = [this.next, {}];
    const player = async () => {
      while (performance.now() < end && this.instance.isAlive()) {
        const one = new Case(this, this.next++);
        await one.play();
        counts[one.door] = (counts[one.door] ?? 0) + 1;
        for (const fault of one.faults()) this.#found(`${one.door}: ${fault}\n${one.transcript()}`, one.number);
      }
    };
    const [honest] = await Promise.all([this.room.publish(seconds), ...Array.from({ length: this.atOnce }, player)]);
    const cases = `cases ${first} to ${this.next - 1}`;
    if (!this.instance.isAlive()) {
      this.#found(`the instance died in ${cases}`);
      return { cases: this.next - first, counts, honest, alive: false };
    }
    if (honest.lost + honest.doubled > 0) this.#found(`honest clients missed ${honest.lost} events and heard ${honest.doubled} twice in ${cases}`);
    await this.#settles(cases);
    const row = { cases: this.next - first, counts, honest, alive: true, threads: this.instance.threads(), heap: await this.instance.heapAfterCollection() };
    const { bytes, trace } = this.instance.newLog();
    if (trace) this.#found(`a stack trace is logged in ${cases}\n${trace}`);
    row.logged = bytes;
    this.rest ??= { threads: row.threads, heap: row.heap };
    if (row.threads > this.rest.threads + MORE_THREADS) this.#found(`${row.threads} threads after ${cases}, ${this.rest.threads} at first`);
    if (row.heap > this.rest.heap + MORE_HEAP) this.#found(`${(row.heap / MIB).toFixed(1)} MiB of heap after ${cases}, ${(this.rest.heap / MIB).toFixed(1)} at first`);
    return row;
  }

  /** Sessions end when their clients' pongs are missing; the last heartbeat may be 45 s away. */
  async #settles(cases) {
    await this.#endSessions();
    const timeout = 60_000;
    let held;
    const alone = async () => {
      held = await this.instance.held();
      return held.connections <= HONEST && Object.entries(held.bytes).every(([use, bytes]) => use === "recovery" || bytes <= 64 * 1024);
    };
    await until(timeout, "nothing is held", alone).catch(() => this.#found(`${timeout} ms after ${cases} this is held: ${JSON.stringify(held)}`));
    const sockets = () => this.instance.sockets();
    let left;
    await until(timeout, "sockets are gone", async () => (left = await sockets()) <= HONEST).catch(() => this.#found(`${left} sockets after ${cases}`));
  }

  async #endSessions() {
    const sids = this.sessions.splice(0);
    const ender = async () => {
      for (let sid = sids.pop(); sid; sid = sids.pop()) {
        await exchange(`${this.instance.address}/socket.io/?EIO=4&transport=polling&sid=${encodeURIComponent(sid)}`, { method: "POST", body: "1", ms: 10_000 }).catch(() => {});
      }
    };
    await Promise.all(Array.from({ length: 10 }, ender));
  }
}

const COLUMNS = [
  ["cases", 7, ({ cases }) => cases],
  ["heap MiB", 9, ({ heap }) => (heap === undefined ? "-" : (heap / MIB).toFixed(1))],
  ["threads", 8, ({ threads }) => threads ?? "-"],
  ["honest", 7, ({ honest }) => honest.sent],
  ["unsure", 7, ({ honest }) => honest.unanswered],
  ["lost", 5, ({ honest }) => honest.lost],
  ["doubled", 8, ({ honest }) => honest.doubled],
  ["cut off", 8, ({ honest }) => honest.losses],
  ["p99 ms", 7, ({ honest }) => honest.p99.toFixed(0)],
  ["log bytes", 10, ({ logged }) => logged ?? "-"],
];

export const heading = () => COLUMNS.map(([name, width]) => name.padStart(width)).join(" ");
export const formatted = (row) => COLUMNS.map(([, width, cell]) => String(cell(row)).padStart(width)).join(" ");
