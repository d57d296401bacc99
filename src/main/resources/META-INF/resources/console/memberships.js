// The rooms that this page is in, as the server answered. Knows nothing of the page.

/** Events: `change`. */
export class Memberships extends EventTarget {
  #service;
  #members = new Map();

  constructor(connection, service) {
    super();
    this.#service = service;
    connection.addEventListener("open", ({ detail }) => detail.recovered || this.#joinAgain());
    connection.addEventListener("end", () => this.#forget());
  }

  /** Room names and their numbers of members, in the order of joining. */
  get list() {
    return [...this.#members].map(([room, members]) => ({ room, members }));
  }

  has(room) {
    return this.#members.has(room);
  }

  async join(room) {
    const members = await this.#service.join(room);
    this.#members.set(room, members);
    this.#changed();
  }

  async leave(room) {
    await this.#service.leave(room);
    this.#members.delete(room);
    this.#changed();
  }

  /** Newer counts, where there are any: others come and go after our own answer. */
  recount(rooms) {
    for (const { name, members } of rooms) if (this.#members.has(name)) this.#members.set(name, members);
    this.#changed();
  }

  /** A new socket is in no room: one that replaces a lost one joins what that one had joined. */
  async #joinAgain() {
    for (const room of [...this.#members.keys()]) {
      await this.join(room).catch(() => this.#members.delete(room));
    }
    this.#changed();
  }

  #forget() {
    this.#members.clear();
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}
