/**
 * Sends an instance everything that clients should not, from a seed: prints a line for each batch,
 * and ends with status 1 when something was found. `payara/fuzz` runs it, and says what it needs.
 */
import { parseArgs } from "node:util";
import { disconnectAll } from "./support/clients.mjs";
import { instances } from "./support/environment.mjs";
import { DOOR_NAMES } from "./support/fuzz/doors.mjs";
import { Run, formatted, heading } from "./support/fuzz/fuzz.mjs";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "600" },
    batch: { type: "string", default: "30" },
    seed: { type: "string", default: String(Math.floor(Math.random() * 1e9)) },
    doors: { type: "string", default: DOOR_NAMES.join(";") },
    cases: { type: "string" },
    "at-once": { type: "string", default: "30" },
  },
});

function quit(message) {
  console.error(`fuzz: ${message}`);
  process.exit(2);
}

function number(name, least) {
  const value = Number(values[name]);
  if (!Number.isInteger(value) || value < least) quit(`--${name} is "${values[name]}"; allowed is a whole number from ${least}`);
  return value;
}

const doors = values.doors.split(";");
for (const door of doors) if (!DOOR_NAMES.includes(door)) quit(`no door "${door}"; there are ${DOOR_NAMES.join("; ")}`);

const [seconds, batch] = [number("seconds", 1), number("batch", 1)];
const run = new Run({ address: instances[0], seed: number("seed", 0), doors, atOnce: number("at-once", 1) });

async function replay() {
  const [from, to = from] = values.cases.split("-").map(Number);
  for (let n = from; n <= to; n++) {
    const one = await run.replay(n);
    if (from === to || one.faults().length > 0) console.log(`case ${n}, ${one.door}\n${one.transcript()}`);
  }
}

async function batches() {
  console.log(`seed ${run.seed}, ${seconds} s`);
  await run.arrive();
  console.log(heading());
  const totals = {};
  for (let left = seconds; left > 0; left -= batch) {
    const row = await run.batch(Math.min(left, batch));
    console.log(formatted(row));
    for (const [door, count] of Object.entries(row.counts)) totals[door] = (totals[door] ?? 0) + count;
    if (!row.alive) break;
  }
  console.log(Object.entries(totals).map(([door, count]) => `${door} ${count}`).join(", "));
}

await (values.cases === undefined ? batches() : replay());
console.log(run.findings.length === 0 ? "Nothing was found." : `${run.findings.length} findings.`);
await disconnectAll();
process.exit(run.findings.length === 0 ? 0 : 1);
