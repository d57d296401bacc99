// The live list of what arrives, drawn at most once a frame.
import { byId, element, setAttribute, setText } from "./dom.js";
import { KeyedRows } from "./keyed-rows.js";
import { clock } from "./time.js";

export class ArrivalsView {
  #log;
  #count = byId("arrivals-count");
  #empty = byId("arrivals-empty");
  #pause = byId("arrivals-pause");
  #rows = new KeyedRows(byId("arrivals-list"), { key: (arrival) => arrival.number, create: row });
  #drawing = 0;

  constructor(log) {
    this.#log = log;
    this.#pause.addEventListener("click", () => (log.paused = !log.paused));
    byId("arrivals-clear").addEventListener("click", () => log.clear());
    byId("arrivals-filter").addEventListener("input", (event) => (log.filter = event.target.value));
    log.addEventListener("change", () => (this.#drawing ||= requestAnimationFrame(() => this.#draw())));
    this.#draw();
  }

  #draw() {
    this.#drawing = 0;
    const rows = this.#log.rows;
    this.#rows.show(rows);
    setText(this.#count, this.#summary(rows.length));
    setText(this.#pause, this.#log.paused ? "Resume" : "Pause");
    setAttribute(this.#pause, "data-paused", String(this.#log.paused));
    this.#empty.hidden = rows.length > 0;
    setText(this.#empty, this.#log.filtered && this.#log.received > 0 ? "Nothing kept matches the filter." : "Nothing yet. Join a room, then publish to it here or from anywhere else.");
  }

  #summary(shown) {
    const { received, waiting, paused, filtered } = this.#log;
    if (received === 0) return "";
    const parts = [`${received.toLocaleString("en")} received`];
    if (filtered || shown + waiting < received) parts.push(`${shown} shown`);
    if (paused) parts.push(`paused, ${waiting.toLocaleString("en")} waiting`);
    return parts.join(", ");
  }
}

function row({ time, event, text }) {
  return element("li", {},
    element("time", { dateTime: time.toISOString() }, clock(time)),
    element("span", { className: "event" }, event),
    element("pre", {}, text));
}
