// The last round trip as a figure, the ones before it as a line.
import { byId, setText } from "./dom.js";

const KEPT = 40;
const WIDTH = 120;
const HEIGHT = 24;

export class LatencyView {
  #figure = byId("latency");
  #line = byId("latency-trace").querySelector("polyline");
  #values = [];

  show(milliseconds) {
    if (milliseconds === null) this.blank();
    else setText(this.#figure, `${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms`);
    if (milliseconds !== null) this.#values = [...this.#values, milliseconds].slice(-KEPT);
    this.#line.setAttribute("points", points(this.#values));
  }

  /** No figure while there is no connection. */
  blank() {
    setText(this.#figure, "–");
  }

  clear() {
    this.#values = [];
    this.show(null);
  }
}

function points(values) {
  const top = Math.max(...values, 1) * 1.15;
  const step = WIDTH / (KEPT - 1);
  const left = WIDTH - (values.length - 1) * step;
  return values.map((value, index) => `${(left + index * step).toFixed(1)},${(HEIGHT - 1 - (value / top) * (HEIGHT - 2)).toFixed(1)}`).join(" ");
}
