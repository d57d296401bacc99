// The instances of the cluster; the one that holds this page's socket is marked.
import { byId, element, setAttribute, setText } from "./dom.js";
import { KeyedRows } from "./keyed-rows.js";
import { span } from "./time.js";

export class InstancesTable {
  #rows = new KeyedRows(byId("instances").tBodies[0], { key: ({ instance }) => instance.id, create, update });
  #instances = [];
  #mine = null;

  show(instances) {
    this.#instances = instances.toSorted((a, b) => a.address.localeCompare(b.address, "en", { numeric: true }));
    this.#draw();
  }

  /** The id of the instance that serves this page's socket, or null. */
  mark(id) {
    this.#mine = id;
    this.#draw();
  }

  #draw() {
    this.#rows.show(this.#instances.map((instance) => ({ instance, mine: instance.id === this.#mine })));
  }
}

function create() {
  const cell = (className, ...children) => element("td", { className, role: "cell" }, ...children);
  return element("tr", { role: "row" }, // roles, since a narrow page lays the rows out as a grid
    cell("address", element("span"), element("em", {}, "serves you")),
    cell("id"),
    cell("number connections"),
    cell("number up", element("time")),
    cell("version"));
}

function update(row, { instance, mine }) {
  const [address, id, connections, since, version] = row.cells;
  setAttribute(row, "data-mine", String(mine));
  setText(address.firstChild, instance.address);
  setText(id, instance.id);
  setText(connections, instance.connections.toLocaleString("en"));
  setText(version, instance.version);
  const start = new Date(instance.since);
  setText(since.firstChild, span(Date.now() - start));
  setAttribute(since.firstChild, "datetime", start.toISOString());
  setAttribute(since.firstChild, "title", `since ${start.toLocaleString()}`);
}
