// Tidings started and warm, and what it takes to deliver events.
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { load, warmUp } from "../comparison/scenarios.mjs";
import { servers, startRedis } from "../comparison/servers.mjs";

/**
 * Starts instances, with a Redis where they are to have one, and stops them after the action.
 * The target that it is given: { ports, pids, redis, ready, idle }; redis is a process or null,
 * idle how many cores each process takes while there is nothing to do.
 */
export async function withTidings(start, o, action) {
  const ports = Array.from({ length: start.instances }, (_, i) => o.port + i);
  const redis = start.redis ? await startRedis(o.port + 21) : null;
  try {
    const began = Date.now();
    const server = await servers.tidings.start(ports, redis?.url);
    const ready = (Date.now() - began) / 1000;
    try {
      const target = { ports, pids: server.pids, redis: redis?.pid ?? null, ready, idle: {} };
      await start.warmUp(target, o);
      await action(target);
    } finally {
      await server.stop();
    }
  } finally {
    await redis?.stop();
  }
}

/**
 * Each measurement has a warm-up of its own besides; but the first would still find more to compile
 * than the others, if there had not been a crowd before that took all their ways. What is idle is
 * known before the first.
 */
export const warmUpAndRest = (crowd) => async (target, o) => {
  await warmUp(target, o);
  await publish(target, crowd, { ...o, seconds: 1 });
  target.idle = await idleCores(processes(target), o.seconds);
};

const processes = ({ pids, redis }) => (redis === null ? pids : [...pids, redis]);

/** The compiler has work left when a load ends: that is not what being idle costs. */
const CALMING = 2000;

async function idleCores(pids, seconds) {
  await sleep(CALMING);
  const before = pids.map(cpuSeconds);
  const began = performance.now();
  await sleep(seconds * 1000);
  const took = (performance.now() - began) / 1000;
  return Object.fromEntries(pids.map((pid, i) => [pid, (cpuSeconds(pid) - before[i]) / took]));
}

/** /proc counts in hundredths of a second, whatever the kernel's own clock is. */
function cpuSeconds(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The name before may have spaces and brackets of its own; utime and stime are fields 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

export function rss(pid) {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)[1]) * 1024;
}

/** Share of the deliveries by which those in the time may differ from those that were to be. */
const UNSETTLED = 0.05;

/**
 * A crowd's events at a fixed rate: { clients, rate, publishers, rooms, ports }. Gives what was sent
 * and delivered a second, latencies, and cores of each process, by its number. The same goes on for
 * a while before: then its code is compiled, and the connections, which are new, are out of HTTP.
 */
export async function publish(target, { clients, rate, publishers = 10, rooms = 0, ports = target.ports }, o) {
  const pids = processes(target);
  const answer = await load({ ports, pids }, [
    ...["--clients", clients, "--rate", rate, "--publishers", publishers, "--rooms", rooms],
    ...["--seconds", o.seconds, "--warmup", Math.max(2, o.warmup)],
  ]);
  const [step] = answer.steps;
  if (answer.joined < clients) throw new Error(`${answer.joined} of ${clients} clients joined`);
  return {
    events: step.sent / o.seconds,
    deliveries: step.perSecond,
    lost: step.lost,
    // What arrives late was due before, and its cost is that of another time.
    unsettled: Math.abs(step.perSecond * o.seconds - step.expected) > UNSETTLED * step.expected,
    p50: step.p50,
    p99: step.p99,
    late: step.late,
    loadCores: step.loadCpu,
    cores: Object.fromEntries(pids.map((pid, i) => [pid, step.cpus[i]])),
  };
}

const sum = (pids, cores) => pids.reduce((total, pid) => total + (cores[pid] ?? 0), 0);

/** Cores that some processes took, those of them that they take anyway, and what is left for an event. */
export function cost(target, measured, pids) {
  const cores = sum(pids, measured.cores);
  const idleCores = sum(pids, target.idle);
  const micros = (perSecond) => (perSecond > 0 ? ((cores - idleCores) * 1e6) / perSecond : null);
  return { cores, idleCores, perEvent: micros(measured.events), perDelivery: micros(measured.deliveries) };
}

/** Of all processes together. */
export const costOfAll = (target, measured) => cost(target, measured, processes(target));
