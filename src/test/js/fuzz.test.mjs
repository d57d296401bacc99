/**
 * The short form of `payara/fuzz`: two batches, the second of which must leave no more than the first.
 *
 *     CLUSTER_STATE=… TIDINGS_INSTANCES=http://127.0.0.1:5000 TIDINGS_API_KEY=… \
 *     node --test src/test/js/fuzz.test.mjs
 *
 * FUZZ_SEED is the seed; one by chance is told, so that what fails can be repeated.
 */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { disconnectAll } from "./support/clients.mjs";
import { instances } from "./support/environment.mjs";
import { Run, formatted, heading } from "./support/fuzz/fuzz.mjs";

after(disconnectAll);

test("nothing that comes through any door makes an instance fail", { timeout: 240000 }, async (t) => {
  const seed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 1e9));
  t.diagnostic(`seed ${seed}`);
  const run = new Run({ address: instances[0], seed, say: () => {} });
  await run.arrive();
  t.diagnostic(heading());
  for (const seconds of [5, 15]) t.diagnostic(formatted(await run.batch(seconds)));
  assert.equal(run.findings.length, 0, `seed ${seed}\n${run.findings.slice(0, 5).join("\n\n").slice(0, 20_000)}`);
});
