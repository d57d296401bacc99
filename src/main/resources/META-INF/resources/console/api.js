// The REST interface. Answers are JSON; problems are application/problem+json.

import * as apiKey from "./api-key.js";

const BASE = new URL("../api/", import.meta.url);
const TIMEOUT = 5000; // milliseconds

/** A request that failed; `status` is 0 when there was no answer at all. */
export class RequestFailed extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

export const instances = async () => (await request("instances")).instances;

export const rooms = async (namespace) => (await request("rooms", { query: { namespace } })).rooms;

/** Which instance holds a socket, since when, and in which rooms it is. */
export const socket = (id) => request(`sockets/${encodeURIComponent(id)}`);

/** The id of the accepted event. */
export const publish = async (event) => (await request("events", { method: "POST", body: event })).id;

async function request(path, { method = "GET", query = {}, body } = {}) {
  const url = new URL(path, BASE);
  url.search = new URLSearchParams(query);
  const answer = await send(url, {
    method,
    cache: "no-store",
    signal: AbortSignal.timeout(TIMEOUT),
    headers: { ...apiKey.headers(), Accept: "application/json, application/problem+json", ...(body && { "Content-Type": "application/json" }) },
    body: body && JSON.stringify(body),
  });
  if (!answer.ok) throw new RequestFailed(await complaint(answer), answer.status);
  return answer.json();
}

async function send(url, options) {
  try {
    return await fetch(url, options);
  } catch (error) {
    throw new RequestFailed(error.name === "TimeoutError" ? `no answer within ${TIMEOUT / 1000} s` : "the server cannot be reached", 0);
  }
}

async function complaint(answer) {
  const problem = await answer.json().catch(() => null); // a proxy's own error page is not JSON
  return `${answer.status} ${problem?.detail ?? problem?.title ?? answer.statusText}`.trim();
}
