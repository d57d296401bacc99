// The rooms of the namespace, on all instances, each to be joined or left from its row.
import { byId, element, setAttribute, setText } from "./dom.js";
import { KeyedRows } from "./keyed-rows.js";

const SHOWN = 200;

export class RoomsTable {
  #rooms = [];
  #rows;
  #memberships;
  #empty = byId("rooms-empty");

  /** @param toggle is called with the name of a room to join or leave */
  constructor(memberships, toggle) {
    this.#memberships = memberships;
    this.#rows = new KeyedRows(byId("rooms").tBodies[0], {
      key: (room) => room.name,
      create: ({ name }) => create(name, toggle),
      update: (row, room) => this.#update(row, room),
    });
    memberships.addEventListener("change", () => this.#draw());
  }

  /** Gives what is worth a note: that there are more than the table shows. */
  show(rooms) {
    this.#rooms = rooms.toSorted((a, b) => a.name.localeCompare(b.name, "en", { numeric: true })).slice(0, SHOWN);
    this.#empty.hidden = rooms.length > 0;
    this.#draw();
    return rooms.length > SHOWN ? `${SHOWN} of ${rooms.length.toLocaleString("en")}` : "";
  }

  #draw() {
    this.#rows.show(this.#rooms);
  }

  #update(row, { name, members }) {
    const button = row.querySelector("button");
    const inside = this.#memberships.has(name);
    setText(row.cells[1], members.toLocaleString("en"));
    setText(button, inside ? "Leave" : "Join");
    setAttribute(button, "aria-label", `${inside ? "Leave" : "Join"} room ${name}`);
    setAttribute(row, "data-mine", String(inside));
  }
}

function create(name, toggle) {
  const button = element("button", { type: "button", className: "plain" });
  button.addEventListener("click", () => toggle(name));
  return element("tr", {}, element("td", { className: "name" }, name), element("td", { className: "number" }), element("td", { className: "action" }, button));
}
