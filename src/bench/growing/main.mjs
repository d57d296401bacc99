// Options, and the order of things.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { attempt, commandLine, say } from "../comparison/options.mjs";
import { interrupted, out } from "../comparison/processes.mjs";
import { machine } from "../comparison/scenarios.mjs";
import { stopWhenTold } from "../comparison/servers.mjs";
import { withTidings } from "./measure.mjs";
import { series } from "./series.mjs";
import { summarize, tables } from "./tables.mjs";

const USAGE = `usage: src/bench/growth [options]

  --only LIST        of ${Object.keys(series).join(", ")} (all)
  --connections LIST how many clients (100,300,1000,3000,10000), at
  --deliveries N     a second (100000)
  --rooms LIST       over how many rooms 1,000 clients are spread (1,10,100,1000)
  --instances LIST   how many share a Redis (1,2,3,4,5)
  --websocket N      idle clients over WebSocket (10000)
  --polling N        idle clients that poll (1000)
  --rounds N         everything N times (3)
  --seconds S        of each measurement (5)
  --warmup S         of what has started, three times, and of each measurement (10)
  --port P           of the first instance; P+1 and so on for the others, P+20 for nginx, P+21 for Redis (6100)
  --json FILE        all runs and the summary (target/bench/growth.json)
  --draw FILE        measures nothing: tables of such a JSON file
`;

const { values, number, numbers, chosen } = commandLine("growth", USAGE, {
  only: Object.keys(series).join(","),
  connections: "100,300,1000,3000,10000",
  deliveries: "100000",
  rooms: "1,10,100,1000",
  instances: "1,2,3,4,5",
  websocket: "10000",
  polling: "1000",
  rounds: "3",
  seconds: "5",
  warmup: "10",
  port: "6100",
  json: join(out, "growth.json"),
  draw: undefined,
});

function options() {
  const o = { json: values.json };
  for (const name of ["connections", "rooms", "instances"]) o[name] = numbers(name);
  for (const name of ["deliveries", "websocket", "polling", "rounds", "seconds", "warmup", "port"]) o[name] = number(name);
  return o;
}

/** Tidings started once, and all measurements that share it. */
async function measure(start, o, note) {
  const failed = await attempt(() =>
    withTidings(start, o, async (target) => {
      for (const step of start.steps) {
        const result = await attempt(() => step.run(target, o));
        if (interrupted()) return;
        note(step, { ready: target.ready, ...result });
      }
    }),
  );
  if (failed?.error && !interrupted()) start.steps.forEach((step) => note(step, failed));
}

async function measureAll(o, names) {
  const runs = [];
  for (let round = 1; round <= o.rounds; round++) {
    for (const name of names) {
      for (const start of series[name].starts(o)) {
        say(`round ${round} of ${o.rounds}, ${name}: ${start.steps.map((step) => step.at).join("; ")}`);
        await measure(start, o, (step, result) => {
          if (result.error) say(`  ${step.at} failed: ${result.error}`);
          runs.push({ series: name, at: step.at, round, ...result });
          save(o, runs);
        });
        if (interrupted()) return runs;
      }
    }
  }
  return runs;
}

/** After each measurement: what takes an hour is not lost at its end. */
function save(o, runs) {
  const { json, ...said } = o;
  writeFileSync(json, `${JSON.stringify({ machine: machine(), options: said, summary: summarize(runs), runs }, null, 1)}\n`);
}

async function main() {
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  if (values.draw) {
    process.stdout.write(`${tables(summarize(JSON.parse(readFileSync(values.draw, "utf8")).runs))}\n`);
    return;
  }
  const o = options();
  const names = chosen("only", series, "series");
  stopWhenTold(o.port);
  const runs = await measureAll(o, names);
  if (interrupted()) return;
  process.stdout.write(`${tables(summarize(runs))}\n`);
  say(`all of it: ${o.json}`);
  process.exitCode = runs.some((run) => run.error) ? 1 : 0;
}

await main();
