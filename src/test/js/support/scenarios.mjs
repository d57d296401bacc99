import assert from "node:assert/strict";
import { curlPosts } from "./curl.mjs";
import { acknowledged, client, connected } from "./clients.mjs";
import { rest } from "./rest.mjs";

export const EVENTS = 200;

/** A name that no other run uses. */
export const fresh = (name) => `${name}-${Date.now().toString(36)}-${Math.floor(Math.random() * 1e6).toString(36)}`;

/**
 * Publishes to the crowd's room and checks that each member heard every event once and in order.
 *
 * @param publish given the room and the event's name, resolves when all have been accepted
 * @param expected the arguments of each event, in the order of publication
 */
export async function everyoneHearsAll(crowd, room, publish, expected) {
  const event = fresh("event");
  await crowd.join(room);
  crowd.listen(event);
  await publish(room, event);
  await crowd.heard(expected.length);
  // One more event flushes what might still come twice or late.
  const closing = await rest("POST", "/api/events", { body: { rooms: [room], event, args: ["end"] } });
  assert.equal(closing.status, 202, closing.text);
  await crowd.heard(expected.length + 1);
  for (const { heard, n } of crowd.members) {
    assert.deepEqual(heard, [...expected, ["end"]], `client ${n}`);
  }
  crowd.assertTransports();
}

/** What {@link publishByCurl} sends. */
export const textEvents = Array.from({ length: EVENTS }, (_, n) => [n, { text: `Grüße №${n} "\\ 👋`, list: [null, true, n / 4] }]);

/** Ten curl processes of one event, one of ninety requests, and four batches of twenty-five. */
export async function publishByCurl(room, event) {
  const bodies = textEvents.map((args) => ({ namespace: "/", rooms: [room], event, args }));
  const ids = [];
  for (const body of bodies.slice(0, 10)) ids.push(...accepted(await curlPosts("/api/events", [body])));
  ids.push(...accepted(await curlPosts("/api/events", bodies.slice(10, 100))));
  const batches = [100, 125, 150, 175].map((from) => bodies.slice(from, from + 25));
  ids.push(...accepted(await curlPosts("/api/events", batches)));
  assert.equal(ids.length, EVENTS);
  assert.equal(new Set(ids).size, EVENTS, "ids are unique");
}

function accepted(answers) {
  return answers.flatMap(({ status, json }) => {
    assert.equal(status, 202, JSON.stringify(json));
    const ids = (json.results ?? [json]).map(({ id }) => id);
    for (const id of ids) assert.equal(typeof id, "string", JSON.stringify(json));
    return ids;
  });
}

/** Lengths at which WebSocket frames and base64 change their shape, mostly short ones. */
const LENGTHS = [0, 1, 2, 3, 125, 126, 127, 1000];
const lengthOf = (n) => (n === 50 ? 65535 : n === 150 ? 65536 : LENGTHS[n % LENGTHS.length]);
const bytes = (n) => Buffer.alloc(lengthOf(n), Uint8Array.of(n, 0xff, 0x00, 0x1e, n >> 1));

/** What {@link publishBinary} sends: Buffers beside and within plain values, up to ten of them. */
export const binaryEvents = Array.from({ length: EVENTS }, (_, n) => [
  n,
  bytes(n),
  { name: `№${n}`, nested: [{ deep: bytes(n + 1) }, null], more: Array.from({ length: n % 9 }, (_, i) => Buffer.of(i, n)) },
]);

/** Published by one client, by its own `publish`, acknowledged one by one. */
export async function publishBinary(room, event) {
  const publisher = await connected(client({ transports: ["polling", "websocket"] }));
  const answers = await Promise.all(
    binaryEvents.map((args) => acknowledged(publisher, "publish", room, event, ...args)),
  );
  for (const [answer] of answers) assert.equal(answer.ok, true, JSON.stringify(answer));
  assert.equal(new Set(answers.map(([{ id }]) => id)).size, EVENTS, "ids are unique");
  publisher.disconnect();
}
