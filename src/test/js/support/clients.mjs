import http from "node:http";
import https from "node:https";
import { io } from "socket.io-client";
import { url } from "./environment.mjs";
import { next, until } from "./wait.mjs";

const open = new Set();

/**
 * A loopback address for the n-th client, n from 0, to be recognised by. Linux answers on all of
 * 127.0.0.0/8; other systems want aliases.
 */
export const sourceAddress = (n) => `127.0.${(n % 250) + 1}.1`;

/**
 * An agent that both of socket.io-client's transports in Node use. Connections are kept, for a
 * client that polls makes a request for each answer.
 */
export function agent({ to = url, localAddress } = {}) {
  const options = { keepAlive: true, localAddress, rejectUnauthorized: false };
  const made = to.startsWith("https:") ? new https.Agent(options) : new http.Agent(options);
  const connect = made.createConnection.bind(made);
  made.createConnection = (...args) => {
    const connection = connect(...args);
    if (made.retired) connection.unref();
    return connection;
  };
  return made;
}

/**
 * A Socket.IO client that is not shared, does not reconnect, and starts to connect at once.
 *
 * @param to base address of the server
 * @param namespace with its leading slash
 * @param transports in the order of use: ["polling"], ["polling","websocket"], ["websocket"]
 * @param n picks the client's own address, see {@link sourceAddress}; none: the system's choice
 */
export function client({ to = url, namespace = "/", transports = ["websocket"], n, ...more } = {}) {
  const carrier = agent({ to, localAddress: n === undefined ? undefined : sourceAddress(n) });
  const socket = io(to + namespace, {
    transports,
    agent: carrier,
    rejectUnauthorized: false,
    reconnection: false,
    forceNew: true,
    ...more,
  });
  open.add({ socket, carrier });
  return socket;
}

/** Resolves with the socket when it is in its namespace; fails with the refusal's error. */
export async function connected(socket) {
  if (socket.connected) return socket;
  const refused = new Promise((_, reject) => socket.once("connect_error", reject));
  await Promise.race([next(socket, "connect", 15000), refused]);
  return socket;
}

/** Resolves when the client has left polling for WebSocket. */
export async function upgraded(socket) {
  if (transportOf(socket) !== "websocket") await next(socket.io.engine, "upgrade", 15000);
  return socket;
}

export const transportOf = (socket) => socket.io.engine.transport.name;

/** All arguments of the acknowledgement, where `emitWithAck` would give the first. */
export function acknowledged(socket, event, ...args) {
  return new Promise((resolve, reject) => {
    socket.timeout(15000).emit(event, ...args, (error, ...answer) => (error ? reject(error) : resolve(answer)));
  });
}

/**
 * Disconnects every client that this module made, for an `after` hook. What a client still
 * asks for after its end, such as one more poll, must not keep the process.
 */
export async function disconnectAll() {
  const leaving = [...open];
  open.clear();
  for (const { socket } of leaving) {
    socket.disconnect();
    socket.io.engine?.close();
  }
  const closed = ({ socket }) => (socket.io.engine?.readyState ?? "closed") === "closed";
  await until(3000, "all clients closed", () => leaving.every(closed)).catch(() => {});
  for (const { carrier } of leaving) {
    carrier.retired = true;
    carrier.destroy();
  }
}
