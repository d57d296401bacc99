/**
 * The short form of `payara/chaos`: fewer clients, each act for as long as it takes, and one instance
 * killed instead of all.
 *
 *     CLUSTER_STATE=… CLUSTER_BASE_PORT=… CLUSTER_REDIS_PORT=… TIDINGS_URL=https://127.0.0.1:8443 \
 *     TIDINGS_USER=… TIDINGS_PASSWORD=… TIDINGS_INSTANCES=http://127.0.0.1:5000,http://127.0.0.1:5001 \
 *     node --test src/test/js/chaos.test.mjs
 */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { chaos, clean, formatted, heading } from "./support/chaos.mjs";
import { disconnectAll } from "./support/clients.mjs";
import { instances } from "./support/environment.mjs";

after(disconnectAll);

test("nothing is lost, whatever happens to the cluster", { timeout: 600000 }, async (t) => {
  const rows = await chaos({
    clients: 20,
    rate: 50,
    seconds: 4,
    away: 4,
    freeze: 12,
    window: 120,
    acts: ["calm", "kill", "redis", "pause", "stop", "pubsub", "freeze"],
    options: { some: [instances[1]] },
    each: (row) => t.diagnostic(formatted(row)),
  });
  assert.ok(clean(rows), [heading(), ...rows.map(formatted)].join("\n"));
});
