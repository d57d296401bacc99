// Finds out which instance holds this page's socket.
import * as api from "./api.js";

/** Events: `change`. */
export class Owner extends EventTarget {
  #connection;
  #asked = "";
  record = null;

  constructor(connection) {
    super();
    this.#connection = connection;
    connection.addEventListener("change", () => this.find());
  }

  /** Asks where it is not known yet; an upgrade may have moved the session, so it asks again then. */
  async find() {
    const { id, transport } = this.#connection.state;
    const question = id === null ? "" : `${id} ${transport}`;
    if (question === this.#asked) return;
    this.#asked = question;
    if (id === null) return this.#become(null);
    try {
      const record = await api.socket(id);
      if (this.#asked === question) this.#become(record);
    } catch {
      if (this.#asked === question) this.#asked = "unknown"; // the next refresh asks again
    }
  }

  #become(record) {
    this.record = record;
    this.dispatchEvent(new Event("change"));
  }
}
