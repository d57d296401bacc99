// Joins and leaves rooms, and lists the ones joined.
import { byId, element, setText, showError } from "./dom.js";
import { KeyedRows } from "./keyed-rows.js";

export class MembershipsView {
  #memberships;
  #error = byId("join-error");
  #input = byId("join-room");
  #none = byId("no-memberships");
  #rows;

  constructor(memberships) {
    this.#memberships = memberships;
    this.#rows = new KeyedRows(byId("memberships"), { key: (item) => item.room, create: (item) => this.#create(item), update });
    byId("join-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#join();
    });
    memberships.addEventListener("change", () => this.#show());
  }

  async #join() {
    const room = this.#input.value.trim();
    if (room === "") return showError(this.#error, "Which room?", this.#input);
    if (await this.attempt(() => this.#memberships.join(room))) this.#input.value = "";
  }

  /** Runs a change of membership and shows why it failed. */
  async attempt(change) {
    showError(this.#error);
    try {
      await change();
      return true;
    } catch (error) {
      showError(this.#error, error.message);
      return false;
    }
  }

  #show() {
    const list = this.#memberships.list;
    this.#rows.show(list);
    this.#none.hidden = list.length > 0;
  }

  #create({ room }) {
    const leave = element("button", { type: "button", className: "plain", ariaLabel: `Leave ${room}` }, "Leave");
    leave.addEventListener("click", () => this.attempt(() => this.#memberships.leave(room)));
    return element("li", {}, element("span", { className: "name" }, room), element("span", { className: "count" }), leave);
  }
}

function update(row, { members }) {
  setText(row.querySelector(".count"), members === 1 ? "1 member" : `${members} members`);
}
