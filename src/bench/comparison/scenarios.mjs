// What is measured. Each scenario asks the load program something; the values that are compared
// are what `values` names: more is better, or less where it says so.
import { availableParallelism } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { heapInUse, out, run } from "./processes.mjs";
import { join } from "node:path";

/** Runs the load program; gives its JSON. */
export async function load(target, args, { onOpen } = {}) {
  const lines = [];
  const { text, code } = await run(
    join(out, "load"),
    ["--json", "--ports", target.ports.join(","), "--pids", target.pids.join(","), ...args.map(String)],
    {
      onLine(line, end) {
        lines.push(line);
        if (line === "open") onOpen?.(end);
      },
    },
  );
  if (!text) throw new Error(`the load program failed (${code}): ${lines.join("\n")}`);
  return JSON.parse(text);
}

const timing = (o) => ["--seconds", o.seconds, "--warmup", Math.min(1, o.seconds / 5)];

/** Servers that compile while they run, and those that do not, are given the same time to do so. */
export async function warmUp(target, o) {
  await load(target, ["--mode", "echo", "--clients", 100, "--seconds", o.warmup, "--warmup", 0]);
  await load(target, ["--clients", 100, "--rate", 100, "--seconds", o.warmup, "--warmup", 0]);
}

async function echo(target, o) {
  const { best } = await load(target, ["--mode", "echo", "--clients", 200, ...timing(o)]);
  return { perSecond: best?.perSecond ?? 0, p99: best?.p99 ?? null, serverCpu: best?.serverCpu, best };
}

async function search(target, o, clients) {
  const start = Math.max(1, Math.round(o.start / clients));
  const { best, steps } = await load(target, [
    ...["--search", "--clients", clients, "--rate", start, "--publishers", 10, "--payload", o.payload],
    ...timing(o),
  ]);
  return {
    perSecond: best ? best.perSecond : 0,
    p99: best?.p99 ?? null,
    serverCpu: best?.serverCpu,
    // The search ends at a rate; what it delivered beyond, too late, is worth knowing.
    most: Math.max(0, ...steps.map((step) => step.perSecond)),
    steps,
  };
}

/** Of all processes; null when one of them is not Java. */
async function heap(pids) {
  const each = await Promise.all(pids.map(heapInUse));
  return each.includes(null) ? null : each.reduce((sum, bytes) => sum + bytes, 0);
}

/** Tidings moves a connection out of HTTP half a second after its handshake: only then it is idle. */
const SETTLING = 3000;

/** Seconds: to wait so long, and for four full collections of a large heap on a busy machine. */
const ENOUGH = 60;

/** Opens clients that do nothing, and tells what memory they take; they stay until that is known. */
export async function idle(target, clients, args = []) {
  const before = await heap(target.pids);
  let open = null;
  const answer = await load(target, ["--mode", "idle", "--clients", clients, "--hold", ENOUGH, ...args], {
    onOpen(end) {
      open = sleep(SETTLING).then(() => heap(target.pids)).finally(end);
    },
  });
  const after = await open;
  return {
    perSecond: answer.joined / answer.openSeconds,
    seconds: answer.openSeconds,
    p99: answer.openP99,
    joined: answer.joined,
    refused: clients - answer.joined,
    rssPerClient: answer.joined ? ((answer.rssAfterKiB - answer.rssBeforeKiB) * 1024) / answer.joined : null,
    rssBefore: answer.rssBeforeKiB * 1024,
    rss: answer.rssAfterKiB * 1024,
    heapPerClient: before === null || after === null || !answer.joined ? null : (after - before) / answer.joined,
  };
}

export const scenarios = {
  echo: { title: "Echo, 200 clients", unit: "round trips/s", instances: 1, run: echo },
  "broadcast-200": {
    title: "Broadcast to 200 clients",
    unit: "deliveries/s",
    instances: 1,
    run: (target, o) => search(target, o, 200),
  },
  "broadcast-1000": {
    title: "Broadcast to 1,000 clients",
    unit: "deliveries/s",
    instances: 1,
    run: (target, o) => search(target, o, 1000),
  },
  idle: { title: "Opening idle clients", unit: "accepted/s", instances: 1, fresh: true, run: (target, o) => idle(target, o.idle) },
  cluster: {
    title: "Five processes and Redis, 200 clients",
    unit: "deliveries/s",
    instances: 5,
    run: (target, o) => search(target, o, 200),
  },
};

export const machine = () => ({ cores: availableParallelism(), node: process.version });
