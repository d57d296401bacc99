import { credentials, url } from "./environment.mjs";
import { exchange } from "./exchange.mjs";
import { until } from "./wait.mjs";

/**
 * One request to the REST API.
 *
 * @param body sent as JSON, or as it is when it is a string
 * @returns {Promise<{status: number, type: string, text: string, json: any}>} `json` is undefined
 *     when the answer is none
 */
export async function rest(method, path, { body, headers = {}, base = url, login = credentials } = {}) {
  const payload = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
  const response = await exchange(base + path, {
    method,
    headers: { ...(payload === undefined ? {} : { "content-type": "application/json" }), ...headers },
    auth: login,
    body: payload,
  });
  return { ...response, json: parsed(response.text) };
}

/** The body of a GET that must succeed. */
export async function get(path, options) {
  const { status, text, json } = await rest("GET", path, options);
  if (status !== 200) throw new Error(`GET ${path}: ${status} ${text}`);
  return json;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The id of the instance that holds a socket. */
export const instanceOf = async (socketId) => (await get(`/api/sockets/${socketId}`)).instance;

/**
 * The id of the instance that holds a socket whose client has just upgraded: the session may still
 * be on its way there.
 */
export async function settled(socketId) {
  const looks = [];
  return until(10000, "the session stays where it is", async () => {
    looks.push(await instanceOf(socketId));
    const last = looks.slice(-10);
    return last.length === 10 && new Set(last).size === 1 && last[0];
  });
}

/** Members of a room of `/`, cluster-wide; 0 when there is no such room. */
export async function membersOf(room) {
  const { rooms } = await get("/api/rooms?namespace=/");
  return rooms.find(({ name }) => name === room)?.members ?? 0;
}

/** Open connections, summed over the cluster. */
export async function connections() {
  const { instances } = await get("/api/instances");
  return instances.reduce((sum, { connections }) => sum + connections, 0);
}
