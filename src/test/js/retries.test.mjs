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
