import { execFile } from "node:child_process";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import path from "node:path";
import { pidOf } from "../cluster.mjs";
import { exchange } from "../exchange.mjs";
import { threadsOf } from "../health.mjs";

const JCMD = process.env.JAVA_HOME ? path.join(process.env.JAVA_HOME, "bin", "jcmd") : "jcmd";
const TRACE = /^\s+at [\w.$<>/@-]+\(.*\)\s*$/m;

/** An instance that `payara/cluster` runs, seen from outside: its process, metrics and log. */
export class Instance {
  #read;

  constructor(address) {
    this.address = address;
    this.port = Number(new URL(address).port);
    this.pid = pidOf(address);
    this.log = path.join(process.env.CLUSTER_STATE, "log", `${this.port}.log`);
    this.#read = this.#logTail(Infinity).end;
  }

  isAlive() {
    try {
      process.kill(this.pid, 0);
      return true;
    } catch {
      return false;
    }
  }

  async #metrics() {
    const { text } = await exchange(`${this.address}/metrics`, { ms: 20000 });
    return text;
  }

  /** Connections by Engine.IO, `/ws` and event streams, and the bytes that the memory budget counts, by use. */
  async held() {
    const text = await this.#metrics();
    const sum = (pattern) => [...text.matchAll(pattern)].reduce((all, [, value]) => all + Number(value), 0);
    const bytes = [...text.matchAll(/^tidings_memory_budget_used_bytes\{([^}]*)\}\s+(\S+)/gm)];
    return {
      connections: sum(/^tidings_connections\{[^}]*\}\s+(\S+)/gm),
      bytes: Object.fromEntries(bytes.map(([, tags, value]) => [/use="([^"]*)"/.exec(tags)[1], Number(value)])),
    };
  }

  /** Sockets of the namespace `/`, connected or lost. */
  async sockets() {
    const headers = process.env.TIDINGS_API_KEY ? { "x-api-key": process.env.TIDINGS_API_KEY } : {};
    const { text } = await exchange(`${this.address}/api/sockets?limit=1000`, { headers, ms: 20000 });
    return JSON.parse(text).sockets.length;
  }

  /** Bytes of the heap in use after a collection; undefined where there is no jcmd. */
  async heapAfterCollection() {
    const collected = await new Promise((resolve) => execFile(JCMD, [this.pid, "GC.run"], (error) => resolve(!error)));
    if (!collected) return undefined;
    return Number(/^memory_usedHeap_bytes\{[^}]*\}\s+(\S+)/m.exec(await this.#metrics())?.[1]);
  }

  threads() {
    return threadsOf(this.pid);
  }

  /** What was logged since the last call: its bytes, and its first stack trace with the lines about it. */
  newLog() {
    const { text, end } = this.#logTail(this.#read);
    this.#read = end;
    const found = TRACE.exec(text);
    if (!found) return { bytes: text.length };
    const before = text.slice(0, found.index).split("\n").slice(-6).join("\n");
    return { bytes: text.length, trace: `${before}${text.slice(found.index, found.index + 4000)}` };
  }

  #logTail(from) {
    const file = openSync(this.log, "r");
    try {
      const end = fstatSync(file).size;
      const buffer = Buffer.alloc(Math.max(0, Math.min(end - from, 8 << 20)));
      if (buffer.length > 0) readSync(file, buffer, 0, buffer.length, from);
      return { text: buffer.toString(), end };
    } finally {
      closeSync(file);
    }
  }
}
