/**
 * Where the server under test is, from the environment.
 *
 * TIDINGS_URL        the address that clients use; through nginx or direct
 * TIDINGS_INSTANCES  comma-separated addresses of the instances themselves
 * TIDINGS_PIDS       comma-separated processes of the instances, in the order of their addresses
 * TIDINGS_USER, TIDINGS_PASSWORD  basic auth for everything but /socket.io and /ws
 * TIDINGS_API_KEY    for /api at the instances themselves; nginx adds its own
 * TIDINGS_PID        the process of the one instance, for what only the system can tell
 * TIDINGS_CONNECT_TIMEOUT, TIDINGS_PING_TIMEOUT  what the server was started with, when it is short
 *
 * One of the first two is enough: each stands in for the other.
 */
const env = process.env;
const list = (text) => (text ?? "").split(",").map((s) => s.trim().replace(/\/$/, "")).filter(Boolean);

const named = list(env.TIDINGS_INSTANCES);
const [given] = list(env.TIDINGS_URL);

/** Base address, without a trailing slash. */
export const url = given ?? named[0];
export const instances = named.length > 0 ? named : list(url);

if (!url) {
  throw new Error("Say where the server is: TIDINGS_URL=http://127.0.0.1:5000");
}

export const direct = instances.includes(url);
export const pid = env.TIDINGS_PID ? Number(env.TIDINGS_PID) : undefined;
export const pids = list(env.TIDINGS_PIDS).map(Number);
export const connectTimeout = env.TIDINGS_CONNECT_TIMEOUT ? Number(env.TIDINGS_CONNECT_TIMEOUT) : undefined;

/** `user:password`, or undefined where none is asked for. */
export const credentials = env.TIDINGS_USER ? `${env.TIDINGS_USER}:${env.TIDINGS_PASSWORD ?? ""}` : undefined;

/** What a server started for the protocol's tests waits for a pong, in ms. */
export const pingTimeout = Number(env.TIDINGS_PING_TIMEOUT ?? 200);
