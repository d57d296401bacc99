// The key that REST asks for, where no proxy adds one. Kept for as long as the tab is open.
import { byId } from "./dom.js";

const KEPT_AS = "tidings-api-key";

export const headers = () => (kept() ? { "X-API-Key": kept() } : {});

const kept = () => sessionStorage.getItem(KEPT_AS) ?? "";

/** The field for it, which shows itself when it is needed. */
export class ApiKeyField {
  #input = byId("api-key");
  #details = byId("authentication");
  #asked = false;

  /** @param {() => void} changed hears that there is another key */
  constructor(changed) {
    this.#input.value = kept();
    this.#input.addEventListener("change", () => {
      sessionStorage.setItem(KEPT_AS, this.#input.value.trim());
      changed();
    });
  }

  /** REST has asked for a key: once is enough to show where to put it. */
  ask() {
    if (!this.#asked) this.#details.open = true;
    this.#asked = true;
  }
}
