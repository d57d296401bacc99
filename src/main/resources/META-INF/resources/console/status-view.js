// The line that says how this page is connected.
import { byId, setAttribute, setText } from "./dom.js";

const WORDS = { disconnected: "Disconnected", connecting: "Connecting", connected: "Connected", reconnecting: "Reconnecting", refused: "Refused" };

export class StatusView {
  #state = byId("state");
  #text = byId("state-text");
  #transport = byId("transport");
  #socket = byId("socket-id");
  #instance = byId("instance-id");
  #address = byId("instance-address");

  showState({ phase, detail, id, transport, upgradedFrom }) {
    setAttribute(this.#state, "data-phase", phase);
    setText(this.#text, detail ? `${WORDS[phase]}: ${detail}` : WORDS[phase]);
    setText(this.#transport, upgradedFrom ? `${upgradedFrom} → ${transport}` : transport ?? "–");
    setText(this.#socket, id ?? "–");
  }

  /** The record of this page's socket; null when it is not connected or not yet known. */
  showOwner(record) {
    setText(this.#instance, record?.instance ?? "–");
    setText(this.#address, record?.address ?? "");
  }
}
