import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { client, connected } from "./clients.mjs";

const EVENT = JSON.stringify({ rooms: ["news"], event: "headline", args: ["Hello"] });
const JSON_BODY = { "content-type": "application/json" };

/**
 * Every operation of /openapi, by `operationId`: how it is asked for, and what those get who may.
 *
 * `status`   of the answer to a key; `says` looks at its body
 * `tokens`   whether a token for everything may, too
 * `judged`   whether its body says if a token may, so that it is read before
 * `needs`    makes what there must be before: gives the path's variables
 */
export const OPERATIONS = {
  readEvents: {
    query: "?room=news",
    status: 200,
    tokens: true,
    says: ({ events }) => assert.ok(Array.isArray(events)),
  },
  publishEvents: {
    headers: JSON_BODY,
    body: EVENT,
    status: 202,
    tokens: true,
    judged: true,
    says: ({ id }) => assert.match(id, /^\d+-\d+$/),
  },
  listRooms: { status: 200, says: ({ rooms }) => assert.ok(Array.isArray(rooms)) },
  readRoom: { needs: () => ({ room: "news" }), status: 200, says: ({ name }) => assert.equal(name, "news") },
  sendFile: {
    needs: () => ({ room: "news" }),
    headers: { "content-type": "text/plain" },
    body: "bytes",
    status: 201,
    says: ({ size }) => assert.equal(size, 5),
  },
  readFile: { needs: aFile, status: 200, text: "bytes" },
  describeFile: { needs: aFile, status: 200, text: "" },
  removeFile: { needs: aFile, status: 204, text: "" },
  listSockets: { status: 200, says: ({ sockets }) => assert.ok(Array.isArray(sockets)) },
  readSocket: { needs: aSocket, status: 200, says: ({ namespace }) => assert.equal(namespace, "/") },
  disconnectSocket: { needs: aSocket, status: 204, text: "" },
  joinRoom: { needs: aSocketAndARoom, status: 204, text: "" },
  leaveRoom: { needs: aSocketAndARoom, status: 204, text: "" },
  listInstances: { status: 200, says: ({ instances }) => assert.equal(instances.length, 1) },
};

/** What a person at the machine has: an instance's address, its key, and a token for its sockets. */
async function aFile({ ask }) {
  const { json } = await ask("POST", "/api/rooms/news/files?name=a.txt", { headers: { "content-type": "text/plain" }, body: "bytes" });
  return { id: json.id };
}

async function aSocket({ to, token }) {
  const socket = await connected(client({ to, auth: { token } }));
  return { id: socket.id };
}

async function aSocketAndARoom(context) {
  return { ...(await aSocket(context)), room: `room-${randomUUID()}` };
}
