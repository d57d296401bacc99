/**
 * What a cluster loses while it is ill-treated: prints a table, and ends with status 1 when anything
 * was lost, doubled or out of order, or presence was wrong. `payara/chaos` runs it, and says what it
 * needs.
 */
import { parseArgs } from "node:util";
import { ACTS, unplayable } from "./support/acts.mjs";
import { chaos, clean, formatted, heading } from "./support/chaos.mjs";
import { disconnectAll } from "./support/clients.mjs";

const { values } = parseArgs({
  options: {
    clients: { type: "string", default: "200" },
    rate: { type: "string", default: "100" },
    seconds: { type: "string", default: "60" },
    away: { type: "string", default: "10" },
    freeze: { type: "string", default: "30" },
    window: { type: "string", default: "120" },
    acts: { type: "string", default: "calm,kill,redis,pause,stop,pubsub,freeze,restart" },
  },
});

function number(name, least) {
  const value = Number(values[name]);
  if (!Number.isInteger(value) || value < least) quit(`--${name} is "${values[name]}"; allowed is a whole number from ${least}`);
  return value;
}

function quit(message) {
  console.error(`chaos: ${message}`);
  process.exit(2);
}

const acts = values.acts.split(",");
for (const act of acts) if (!ACTS[act]) quit(`no act "${act}"; there are ${Object.keys(ACTS).join(", ")}`);
if (unplayable(acts)) quit(unplayable(acts));

const wanted = {
  clients: number("clients", 1),
  rate: number("rate", 1),
  seconds: number("seconds", 1),
  away: number("away", 1),
  freeze: number("freeze", 1),
  window: number("window", 1),
  acts,
};
console.log(`${wanted.clients} clients, ${wanted.rate} events/s`);
console.log(heading());
const rows = await chaos({ ...wanted, each: (row) => console.log(formatted(row)) });
console.log(clean(rows) ? "Nothing was lost." : "Not everybody heard everything once and in order, or was counted rightly.");
await disconnectAll();
process.exit(clean(rows) ? 0 : 1);
