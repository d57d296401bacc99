import { spawn } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { pidOf } from "../cluster.mjs";
import { exchange } from "../exchange.mjs";
import { threadsOf } from "../health.mjs";
import { ATTACKERS } from "./attackers.mjs";
import { HonestRoom } from "./honest.mjs";

const ATTACK = fileURLToPath(new URL("attack.mjs", import.meta.url));
const MIB = 1 << 20;

/** Of the clock by which Linux counts the CPU time of processes (proc(5), stat). */
const TICKS_PER_SECOND = 100;

export const TOGETHER = "all together";
export const NAMES = [...Object.keys(ATTACKERS), TOGETHER];

/** One instance under siege. */
class Instance {
  constructor(address) {
    this.address = address;
    this.port = Number(new URL(address).port);
    this.pid = pidOf(address);
    this.log = path.join(process.env.CLUSTER_STATE, "log", `${this.port}.log`);
  }

  isAlive() {
    try {
      process.kill(this.pid, 0);
      return true;
    } catch {
      return false;
    }
  }

  /** Seconds of CPU since it was started. */
  cpu() {
    if (!this.isAlive()) return NaN;
    const fields = readFileSync(`/proc/${this.pid}/stat`, "utf8").split(") ").at(-1).split(" ");
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  }

  logged() {
    return statSync(this.log, { throwIfNoEntry: false })?.size ?? 0;
  }

  /** Bytes of the heap in use; undefined when the instance does not say in time. */
  async heap() {
    try {
      const { text } = await exchange(`${this.address}/metrics?scope=base`, { ms: 3000 });
      return Number(/^memory_usedHeap_bytes\{[^}]*\}\s+(\S+)/m.exec(text)?.[1] ?? 0);
    } catch {
      return undefined;
    }
  }

  /** Samples until stopped. */
  watch() {
    const most = { heap: 0, threads: 0 };
    const timer = setInterval(async () => {
      if (!this.isAlive()) return;
      most.threads = Math.max(most.threads, threadsOf(this.pid));
      most.heap = Math.max(most.heap, (await this.heap()) ?? 0);
    }, 500);
    return () => {
      clearInterval(timer);
      return most;
    };
  }
}

function attack(port, seconds, names) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [ATTACK, port, seconds, ...names], { stdio: ["ignore", "pipe", "inherit"] });
    let out = "";
    child.stdout.on("data", (chunk) => (out += chunk));
    child.on("close", () => resolve(out ? JSON.parse(out) : { sent: NaN, refused: NaN, cpu: NaN }));
    setTimeout(() => child.kill("SIGKILL"), seconds * 1000 + 15000).unref();
  });
}

/**
 * Besieges an instance by one attacker after the other, beside a room of honest clients.
 *
 * @param seconds for each
 * @param each called with each row
 */
export async function siege({ address, clients, seconds, names, each = () => {} }) {
  const instance = new Instance(address);
  const room = new HonestRoom();
  await room.fill(clients, address);
  await room.publish(Math.min(5, seconds)); // warm
  const calm = await room.publish(Math.min(10, seconds));
  const rows = [];
  for (const name of names) {
    const logged = instance.logged();
    const cpu = instance.cpu();
    const begun = performance.now();
    const stop = instance.watch();
    const attackers = name === TOGETHER ? Object.keys(ATTACKERS) : [name];
    const attacking = attack(instance.port, seconds, attackers).then((counts) => {
      const elapsed = (performance.now() - begun) / 1000;
      return { ...counts, cores: (instance.cpu() - cpu) / elapsed, attackersCores: counts.cpu / elapsed };
    });
    const [counts, honest] = await Promise.all([attacking, room.publish(seconds)]);
    const row = { name, ...counts, honest, calm, ...stop(), logged: instance.logged() - logged, alive: instance.isAlive() };
    rows.push(row);
    each(row);
    if (!row.alive) break;
  }
  return rows;
}

/** Whether the instance lived, and its honest clients lost nothing and stayed. */
export const stood = (rows) => rows.every(({ alive, honest }) => alive && honest.lost === 0 && honest.doubled === 0);

const COLUMNS = [
  ["attacker", 30, ({ name }) => name],
  ["sent", 9, ({ sent }) => sent],
  ["refused", 8, ({ refused }) => refused],
  ["heap MiB", 9, ({ heap }) => (heap / MIB).toFixed(0)],
  ["threads", 8, ({ threads }) => threads],
  ["cores", 6, ({ cores }) => cores.toFixed(2)],
  ["theirs", 7, ({ attackersCores }) => attackersCores.toFixed(2)],
  ["p99 calm", 9, ({ calm }) => calm.p99.toFixed(1)],
  ["p99", 9, ({ honest }) => honest.p99.toFixed(1)],
  ["sent", 6, ({ honest }) => honest.sent],
  ["unsure", 7, ({ honest }) => honest.unanswered],
  ["lost", 6, ({ honest }) => honest.lost],
  ["doubled", 8, ({ honest }) => honest.doubled],
  ["cut off", 8, ({ honest }) => honest.losses],
  ["log bytes", 10, ({ logged }) => logged],
  ["alive", 6, ({ alive }) => (alive ? "yes" : "NO")],
];

const line = (cells) => cells.map((cell, n) => (n === 0 ? String(cell).padEnd(COLUMNS[n][1]) : String(cell).padStart(COLUMNS[n][1]))).join(" ");

export const heading = () => line(COLUMNS.map(([name]) => name));
export const formatted = (row) => line(COLUMNS.map(([, , cell]) => cell(row)));
