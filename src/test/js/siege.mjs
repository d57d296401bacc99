/**
 * What hostile clients can do to an instance: prints a table, and ends with status 1 when the
 * instance died, or an honest client missed an event or heard one twice. `payara/siege` runs it, and
 * says what it needs.
 */
import { parseArgs } from "node:util";
import { disconnectAll } from "./support/clients.mjs";
import { instances } from "./support/environment.mjs";
import { NAMES, formatted, heading, siege, stood } from "./support/siege/siege.mjs";

const { values } = parseArgs({
  options: {
    clients: { type: "string", default: "50" },
    seconds: { type: "string", default: "60" },
    attackers: { type: "string", default: NAMES.join(";") },
  },
});

function quit(message) {
  console.error(`siege: ${message}`);
  process.exit(2);
}

function number(name) {
  const value = Number(values[name]);
  if (!Number.isInteger(value) || value < 1) quit(`--${name} is "${values[name]}"; allowed is a whole number from 1`);
  return value;
}

const names = values.attackers.split(";");
for (const name of names) if (!NAMES.includes(name)) quit(`no attacker "${name}"; there are ${NAMES.join("; ")}`);

console.log(`${values.clients} honest clients, ${values.seconds} s for each attacker`);
console.log(heading());
const rows = await siege({
  address: instances[0],
  clients: number("clients"),
  seconds: number("seconds"),
  names,
  each: (row) => console.log(formatted(row)),
});
console.log(stood(rows) ? "The instance stood, and no honest event was lost." : "The instance did not stand.");
await disconnectAll();
process.exit(stood(rows) ? 0 : 1);
