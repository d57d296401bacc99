// Options, and the order of things.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chart } from "./chart.mjs";
import { attempt, commandLine, say } from "./options.mjs";
import { interrupted, out } from "./processes.mjs";
import { count, summarize, tables } from "./results.mjs";
import { machine, scenarios, warmUp } from "./scenarios.mjs";
import { servers, startRedis, stopWhenTold } from "./servers.mjs";

const USAGE = `usage: src/bench/compare [options]

  --only LIST      of ${Object.keys(scenarios).join(", ")} (all)
  --servers LIST   of ${Object.keys(servers).join(", ")} (all)
  --rounds N       each server N times, the servers in turn (3)
  --seconds S      of each measurement; a search makes ten to twenty of them (5)
  --warmup S       of each server when it has started, twice (10)
  --start N        deliveries a second at which a search begins (20000)
  --payload BYTES  (64)
  --idle N         clients of the idle scenario (10000)
  --port P         of the first instance; P+1 to P+4 for the others, P+20 for nginx, P+21 for Redis (5900)
  --json FILE      all runs and the summary (target/bench/compare.json)
  --svg FILE       the chart (target/bench/compare.svg)
  --draw FILE      measures nothing: table and chart of such a JSON file
`;

const { values, number, chosen } = commandLine("compare", USAGE, {
  only: Object.keys(scenarios).join(","),
  servers: Object.keys(servers).join(","),
  rounds: "3",
  seconds: "5",
  warmup: "10",
  start: "20000",
  payload: "64",
  idle: "10000",
  port: "5900",
  json: join(out, "compare.json"),
  svg: join(out, "compare.svg"),
  draw: undefined,
});

/** One server started once, and all scenarios that may share it. */
async function measure(key, names, instances, o, round) {
  const ports = Array.from({ length: instances }, (_, i) => o.port + i);
  const redis = instances > 1 ? await startRedis(o.port + 21) : null;
  const runs = [];
  try {
    const began = Date.now();
    const server = await servers[key].start(ports, redis?.url);
    const ready = (Date.now() - began) / 1000;
    try {
      const target = { ports, pids: server.pids };
      if (!names.every((name) => scenarios[name].fresh)) await warmUp(target, o);
      for (const name of names) {
        const result = await attempt(() => scenarios[name].run(target, o));
        say(`  ${servers[key].name}, ${name}: ${result.error ?? `${count(result.perSecond)} ${scenarios[name].unit}`}`);
        runs.push({ server: key, scenario: name, round, ready, ...result });
      }
    } finally {
      await server.stop();
    }
  } finally {
    await redis?.stop();
  }
  return runs;
}

/** Scenarios that may share a start: those on one instance that do not need a fresh one. */
function groups(names) {
  const shared = names.filter((name) => scenarios[name].instances === 1 && !scenarios[name].fresh);
  const alone = names.filter((name) => !shared.includes(name)).map((name) => [name]);
  return [shared, ...alone].filter((group) => group.length > 0);
}

async function measureAll(o, names, keys) {
  const runs = [];
  for (let round = 1; round <= o.rounds; round++) {
    for (const group of groups(names)) {
      for (const key of keys) {
        say(`round ${round} of ${o.rounds}, ${servers[key].name}: ${group.join(", ")}`);
        const result = await attempt(() => measure(key, group, scenarios[group[0]].instances, o, round));
        if (interrupted()) return runs;
        if (result.error) {
          say(`  failed: ${result.error}`);
          runs.push(...group.map((scenario) => ({ server: key, scenario, round, error: result.error })));
        } else {
          runs.push(...result);
        }
        save(o, runs);
      }
    }
  }
  return runs;
}

/** After each server: what takes an hour is not lost at its end. */
function save(o, runs) {
  const { json: _json, svg: _svg, ...options } = o;
  const summary = summarize(runs);
  writeFileSync(o.json, `${JSON.stringify({ machine: machine(), options, summary, runs }, null, 1)}\n`);
  writeFileSync(o.svg, chart(summary));
}

async function main() {
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  if (values.draw) {
    const summary = summarize(JSON.parse(readFileSync(values.draw, "utf8")).runs);
    writeFileSync(values.svg, chart(summary));
    process.stdout.write(`${tables(summary)}\n`);
    return;
  }
  const o = { json: values.json, svg: values.svg };
  for (const name of ["rounds", "seconds", "warmup", "start", "payload", "idle", "port"]) o[name] = number(name);
  const names = chosen("only", scenarios, "scenario");
  const keys = chosen("servers", servers, "server").filter((key) => {
    const missing = servers[key].missing();
    if (missing) say(`without ${servers[key].name}: ${missing}`);
    return !missing;
  });
  stopWhenTold(o.port);
  const runs = await measureAll(o, names, keys);
  if (interrupted()) return;
  process.stdout.write(`${tables(summarize(runs))}\n`);
  say(`all of it: ${o.json}, ${o.svg}`);
  process.exitCode = runs.some((run) => run.error) ? 1 : 0;
}

await main();
