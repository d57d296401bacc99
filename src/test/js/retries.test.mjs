/**
 * A client that sends again what was not answered, and loses its connection all the time.
 *
 *     TIDINGS_URL=https://127.0.0.1:8443 TIDINGS_USER=… TIDINGS_PASSWORD=… \
 *     TIDINGS_INSTANCES=http://127.0.0.1:5000,http://127.0.0.1:5001 \
 *     node --test src/test/js/retries.test.mjs
 */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { acknowledged, client, connected, disconnectAll } from "./support/clients.mjs";
import { instances } from "./support/environment.mjs";
import { rest } from "./support/rest.mjs";
import { fresh } from "./support/scenarios.mjs";
import { until } from "./support/wait.mjs";

const EVENTS = 100;
const once = () => ({ idempotencyKey: crypto.randomUUID() });

after(disconnectAll);

test("what a client sends again reaches everyone once, in order", { timeout: 120000 }, async () => {
  const [room, event] = [fresh("retries"), fresh("event")];
  const listener = await connected(client({ reconnection: true }));
  await acknowledged(listener, "join", room);
  const heard = [];
  listener.on(event, (i) => heard.push(i));

  const sender = await connected(
    client({
      transports: ["polling", "websocket"],
      reconnection: true,
      reconnectionDelay: 20,
      reconnectionDelayMax: 100,
      retries: 50,
      ackTimeout: 2000,
    }),
  );
  let sent = 0;
  const countPackets = () =>
    sender.io.engine.on("packetCreate", ({ data }) => {
      if (typeof data === "string" && data.includes(`"${event}"`)) sent++;
    });
  countPackets();
  sender.io.on("open", countPackets);

  const answers = [];
  for (let i = 0; i < EVENTS; i++) {
    sender.emit("publish", room, event, i, once(), (error, answer) => answers.push(error ?? answer));
    if (i % 4 === 0) {
      // Cut while the event, or its answer, is on its way.
      await until(15000, "answers", () => answers.length >= i - 2);
      sender.io.engine.close();
    }
  }
  await until(60000, "all answers", () => answers.length === EVENTS, () => `(${answers.length})`);
  await until(15000, "all events", () => heard.length >= EVENTS, () => `(${heard.length})`);

  assert.ok(answers.every(({ ok }) => ok === true), JSON.stringify(answers.find(({ ok }) => !ok)));
  assert.ok(sent > EVENTS, `${sent} packets for ${EVENTS} events: none was sent again`);
  assert.deepEqual(heard, Array.from({ length: EVENTS }, (_, i) => i));
  assert.equal(new Set(answers.map(({ id }) => id)).size, EVENTS);
});

test("a request that is sent again, to another instance, is carried out once", async () => {
  const [room, event] = [fresh("retries"), fresh("event")];
  const listener = await connected(client());
  await acknowledged(listener, "join", room);
  const heard = [];
  listener.on(event, (i) => heard.push(i));
  const post = (base, key, i) =>
    rest("POST", "/api/events", {
      base,
      headers: key && { "Idempotency-Key": key },
      body: { rooms: [room], event, args: [i] },
    });
  const key = crypto.randomUUID();
  const answers = await Promise.all(instances.map((instance) => post(instance, key, 1)));
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([202]));
  assert.equal(new Set(answers.map(({ json }) => json.id)).size, 1);
  assert.equal(answers.filter(({ headers }) => headers["idempotent-replayed"] === undefined).length, 1);
  const other = await post(instances[0], key, 2);
  assert.equal(other.status, 422);
  assert.equal(other.json.field, "Idempotency-Key");
  await post(instances[0], undefined, 3);
  await until(15000, "the last event", () => heard.includes(3));
  assert.deepEqual(heard, [1, 3]);
});
