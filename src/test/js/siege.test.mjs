/**
 * The short form of `payara/siege`: each attacker for a second.
 *
 *     CLUSTER_STATE=… TIDINGS_INSTANCES=http://127.0.0.1:5000 TIDINGS_API_KEY=… \
 *     node --test src/test/js/siege.test.mjs
 */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { disconnectAll } from "./support/clients.mjs";
import { instances } from "./support/environment.mjs";
import { NAMES, TOGETHER, formatted, heading, siege, stood } from "./support/siege/siege.mjs";

after(disconnectAll);

test("no attacker ends an instance, or costs an honest client an event", { timeout: 300000 }, async (t) => {
  t.diagnostic(heading());
  const rows = await siege({
    address: instances[0],
    clients: 10,
    seconds: 1,
    names: NAMES.filter((name) => name !== TOGETHER),
    each: (row) => t.diagnostic(formatted(row)),
  });
  assert.ok(stood(rows), [heading(), ...rows.map(formatted)].join("\n"));
});
