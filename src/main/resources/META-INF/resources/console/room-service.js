// The server's built-in room service: an answer is {"ok":true,…} or {"ok":false,"error":"…"}.
import { CallFailed } from "./connection.js";

export class RoomService {
  #connection;

  constructor(connection) {
    this.#connection = connection;
  }

  /** The number of members, this socket among them. */
  async join(room) {
    return (await this.#call("join", room)).members;
  }

  async leave(room) {
    await this.#call("leave", room);
  }

  /** The event's id. */
  async publish(room, event, args) {
    return (await this.#call("publish", room, event, ...args)).id;
  }

  async #call(name, ...args) {
    const [answer] = await this.#connection.ask(name, ...args);
    if (answer?.ok !== true) throw new CallFailed(answer?.error ?? `“${name}” was refused without a reason.`);
    return answer;
  }
}
