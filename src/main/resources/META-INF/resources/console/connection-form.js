// Namespace, transports and auth: what a connection is opened with.
import { byId, showError } from "./dom.js";

export class ConnectionForm {
  #namespace = byId("namespace");
  #transports = byId("transports");
  #auth = byId("auth");
  #error = byId("connection-error");
  #connect = byId("connect");
  #disconnect = byId("disconnect");

  constructor(connection) {
    byId("connection-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.open(connection);
    });
    this.#disconnect.addEventListener("click", () => connection.close("by you"));
    connection.addEventListener("change", () => this.#follow(connection.state));
  }

  open(connection) {
    showError(this.#error);
    const namespace = this.#namespace.value.trim() || "/";
    if (!namespace.startsWith("/")) return showError(this.#error, "A namespace starts with “/”.", this.#namespace);
    const auth = this.#readAuth();
    if (auth !== undefined) connection.open({ namespace, transports: this.#transports.value.split(","), auth });
  }

  /** The object; undefined when what was typed is none, which is then shown. */
  #readAuth() {
    const typed = this.#auth.value.trim();
    if (typed === "") return {};
    try {
      const auth = JSON.parse(typed);
      if (auth !== null && typeof auth === "object" && !Array.isArray(auth)) return auth;
      showError(this.#error, "Auth is a JSON object, for example {\"token\":\"…\"}.", this.#auth);
    } catch (error) {
      showError(this.#error, `Auth is not JSON: ${error.message}.`, this.#auth);
    }
    return undefined;
  }

  #follow({ phase, detail, namespace }) {
    const idle = phase === "disconnected" || phase === "refused";
    this.#disconnect.disabled = idle;
    this.#connect.textContent = idle ? "Connect" : "Reconnect";
    this.#connect.classList.toggle("primary", idle);
    if (phase === "refused") showError(this.#error, `${namespace} refused: ${detail}`);
  }
}
