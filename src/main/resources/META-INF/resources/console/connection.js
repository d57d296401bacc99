// One Socket.IO connection and what is known of it. Knows nothing of the page.
import { io } from "../client/socket.io.esm.min.js";

const PATH = new URL("../socket.io/", import.meta.url).pathname;
const ACK_TIMEOUT = 5000; // milliseconds

const IDLE = { phase: "disconnected", detail: "", id: null, transport: null, upgradedFrom: null };

/** The place of an event among all, as the server adds it where clients may come back. */
const OFFSET = /^\d+-\d+(-\d+)?(~[\w-]+\.\d+)?$/;

/** What was sent, without the offset behind it, which is for the library. */
const sent = (args) => (typeof args.at(-1) === "string" && OFFSET.test(args.at(-1)) ? args.slice(0, -1) : args);

/** A call that the server refused, or did not answer. Its message is for people. */
export class CallFailed extends Error {}

/**
 * Events: `change` (see `state`), `open` (detail: recovered), `arrival` (detail: event, args),
 * `end` (the user closed it, or the server did for good).
 *
 * Phases: disconnected, connecting, connected, reconnecting, refused.
 */
export class Connection extends EventTarget {
  #socket = null;
  #state = { ...IDLE, namespace: "/" };

  get state() {
    return this.#state;
  }

  open({ namespace, transports, auth }) {
    this.close();
    const socket = io(namespace, { path: PATH, transports, auth, forceNew: true });
    this.#socket = socket;
    this.#become({ ...IDLE, phase: "connecting", namespace });
    this.#followTransport(socket.io);
    this.#followSocket(socket);
  }

  close(detail = "") {
    if (!this.#socket) return;
    const socket = this.#socket;
    this.#socket = null; // from here on its events are no longer ours
    socket.disconnect();
    this.#end(detail);
  }

  /** The acknowledgement's arguments. Rejects with CallFailed. */
  async ask(event, ...args) {
    if (this.#state.phase !== "connected") throw new CallFailed("Not connected.");
    const { promise, resolve, reject } = deferred();
    this.#socket.timeout(ACK_TIMEOUT).emit(event, ...args, (failure, ...answer) =>
      failure ? reject(new CallFailed(this.#whyUnanswered(event))) : resolve(answer),
    );
    return promise;
  }

  #whyUnanswered(event) {
    if (this.#state.phase !== "connected") return `The connection was lost before “${event}” was answered.`;
    return `No answer to “${event}” within ${ACK_TIMEOUT / 1000} s. Does ${this.#state.namespace} serve it?`;
  }

  #followSocket(socket) {
    const mine = (react) => (...args) => this.#socket === socket && react(...args);
    socket.on("connect", mine(() => {
      this.#become({ phase: "connected", detail: "", id: socket.id });
      this.#tell("open", { recovered: socket.recovered });
    }));
    socket.on("disconnect", mine((reason) => {
      if (socket.active) this.#become({ phase: "reconnecting", detail: reason, id: null, transport: null, upgradedFrom: null });
      else this.close("closed by the server");
    }));
    socket.on("connect_error", mine((error) => {
      if (!socket.active) this.#refused(error.message);
      else if (this.#state.phase === "connecting") this.#become({ phase: "reconnecting", detail: error.message });
    }));
    socket.io.on("reconnect_attempt", mine((attempt) => this.#become({ phase: "reconnecting", detail: `attempt ${attempt}` })));
    socket.onAny(mine((event, ...args) => this.#tell("arrival", { event, args: sent(args) })));
  }

  #followTransport(manager) {
    manager.on("open", () => {
      const engine = manager.engine;
      const first = engine.transport.name;
      const mine = () => this.#socket?.io === manager && manager.engine === engine;
      if (mine()) this.#become({ transport: first, upgradedFrom: null });
      engine.on("upgrade", (transport) => mine() && this.#become({ transport: transport.name, upgradedFrom: first }));
    });
  }

  #refused(message) {
    const socket = this.#socket;
    this.#socket = null;
    socket.disconnect();
    socket.io.engine?.close(); // a refused namespace leaves the connection below it open
    this.#become({ ...IDLE, phase: "refused", detail: message });
    this.#tell("end");
  }

  #end(detail) {
    this.#become({ ...IDLE, detail });
    this.#tell("end");
  }

  #become(change) {
    this.#state = { ...this.#state, ...change };
    this.#tell("change");
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

function deferred() {
  const parts = {};
  parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return parts;
}
