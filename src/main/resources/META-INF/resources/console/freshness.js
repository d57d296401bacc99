// Says when a table no longer shows what is, and why.
import { setAttribute, setText } from "./dom.js";
import { span } from "./time.js";

export class Freshness {
  #table;
  #note;
  #last = null;

  constructor(table, note) {
    this.#table = table;
    this.#note = note;
  }

  /** Runs a refresh that gives a note, or nothing to say; a failure leaves the table as it was, marked as stale. */
  async of(refresh) {
    try {
      this.#show(false, (await refresh()) ?? "");
      this.#last = Date.now();
    } catch (error) {
      const age = this.#last === null ? "Never seen" : `Stale, ${span(Date.now() - this.#last)} old`;
      this.#show(true, `${age}: ${error.message}`);
    }
  }

  #show(stale, text) {
    setAttribute(this.#table, "data-stale", String(stale));
    setAttribute(this.#note, "data-stale", String(stale));
    setText(this.#note, text);
  }
}
