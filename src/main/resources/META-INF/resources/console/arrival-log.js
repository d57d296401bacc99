// What has arrived: bounded, filtered, and still while paused. Knows nothing of the page.
import { argumentsText, clip } from "./values.js";

const KEPT = 500;
const EVENT = 200; // characters of an event's name

class Arrival {
  #args;
  #text;

  constructor(number, event, args) {
    this.number = number;
    this.time = new Date();
    this.event = clip(String(event), EVENT);
    this.#args = args;
  }

  /** Made when first looked at: in a burst most rows leave before anyone has seen them. */
  get text() {
    if (this.#text === undefined) {
      this.#text = argumentsText(this.#args);
      this.#args = null;
    }
    return this.#text;
  }

  contains(words) {
    return this.event.toLowerCase().includes(words) || this.text.toLowerCase().includes(words);
  }
}

/** Events: `change`. */
export class ArrivalLog extends EventTarget {
  #kept = [];
  #still = null;
  #words = "";
  received = 0;

  add(event, args) {
    this.#kept.push(new Arrival(++this.received, event, args));
    if (this.#kept.length > KEPT) this.#kept.shift();
    this.#changed();
  }

  clear() {
    this.#kept = [];
    this.received = 0;
    if (this.paused) this.#still = { kept: [], received: 0 };
    this.#changed();
  }

  get paused() {
    return this.#still !== null;
  }

  set paused(paused) {
    this.#still = paused ? { kept: [...this.#kept], received: this.received } : null;
    this.#changed();
  }

  /** How many arrived since the pause began. */
  get waiting() {
    return this.paused ? this.received - this.#still.received : 0;
  }

  set filter(text) {
    this.#words = text.trim().toLowerCase();
    this.#changed();
  }

  get filtered() {
    return this.#words !== "";
  }

  /** Newest first. */
  get rows() {
    const all = (this.#still?.kept ?? this.#kept).toReversed();
    return this.filtered ? all.filter((arrival) => arrival.contains(this.#words)) : all;
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}
