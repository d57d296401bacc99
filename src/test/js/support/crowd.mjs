import assert from "node:assert/strict";
import { client, connected, transportOf, upgraded } from "./clients.mjs";
import { membersOf } from "./rest.mjs";
import { until } from "./wait.mjs";

/**
 * Twenty clients as a page's visitors are: half of them poll and stay with it, half begin by
 * polling and upgrade. Each has an address of its own and keeps what it hears of one event.
 */
export class Crowd {
  constructor(members) {
    this.members = members;
  }

  static async of(count, { address = true } = {}) {
    const sockets = Array.from({ length: count }, (_, n) =>
      client({ n: address ? n : undefined, transports: n % 2 === 0 ? ["polling"] : ["polling", "websocket"] }),
    );
    const members = sockets.map((socket, n) => ({ socket, n, upgrades: n % 2 === 1, heard: [] }));
    const crowd = new Crowd(members);
    await Promise.all(
      members.map(async ({ socket, upgrades }) => {
        await connected(socket);
        if (upgrades) await upgraded(socket);
      }),
    );
    crowd.assertTransports();
    return crowd;
  }

  get sockets() {
    return this.members.map(({ socket }) => socket);
  }

  assertTransports() {
    for (const { socket, upgrades } of this.members) {
      assert.equal(transportOf(socket), upgrades ? "websocket" : "polling");
    }
  }

  /** All join, and the whole cluster knows. */
  async join(room) {
    const answers = await Promise.all(this.sockets.map((socket) => socket.timeout(15000).emitWithAck("join", room)));
    for (const answer of answers) {
      assert.equal(answer.ok, true, JSON.stringify(answer));
      assert.equal(answer.room, room);
    }
    const expected = this.members.length;
    await until(10000, `${expected} members in ${room}`, async () => (await membersOf(room)) === expected);
  }

  /** From now on each member keeps the arguments of `event`, in order. */
  listen(event) {
    for (const member of this.members) {
      member.heard = [];
      member.socket.on(event, (...args) => member.heard.push(args));
    }
  }

  /**
   * Waits until each has heard at least `count` events. What came too much is for the assertion
   * that follows.
   */
  async heard(count, ms = 20000) {
    const lacking = () => this.members.filter(({ heard }) => heard.length < count);
    const report = () => lacking().map(({ n, heard }) => `client ${n} has ${heard.length}`).join(", ");
    await until(ms, `${count} events for each`, () => lacking().length === 0, report);
  }
}
