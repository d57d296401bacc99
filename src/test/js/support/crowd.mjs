import assert from "node:assert/strict";
import { client, connected, transportOf, upgraded } from "./clients.mjs";
import { instances } from "./environment.mjs";
import { instanceOf, membersOf, settled } from "./rest.mjs";
import { until, withoutOffset } from "./wait.mjs";

/**
 * Clients as a page's visitors are: half of them poll and stay with it, half begin by polling and
 * upgrade. Each has an address of its own and keeps what it hears of one event.
 */
export class Crowd {
  constructor(members) {
    this.members = members;
  }

  /**
   * Each instance has as many of them as any other, of both kinds. A balancer decides where a
   * client goes: those that find their places taken leave, and others try.
   */
  static async of(count, { address = true } = {}) {
    const crowd = new Crowd([]);
    for (const upgrades of [false, true]) {
      const enough = crowd.members.length + count / 2;
      for (let tries = 0; crowd.members.length < enough; tries++) {
        assert.ok(tries < 50, "some instance is never reached");
        const lacking = Array.from({ length: enough - crowd.members.length }, (_, n) => n);
        const arrived = await Promise.all(lacking.map((n) => arrival(address ? n : undefined, upgrades)));
        arrived.forEach((member) => crowd.#seat(member, count / 2 / instances.length));
      }
    }
    crowd.assertTransports();
    return crowd;
  }

  #seat(member, places) {
    const beside = this.members.filter(({ upgrades, seat }) => upgrades === member.upgrades && seat === member.seat);
    if (beside.length < places) this.members.push({ ...member, n: this.members.length });
    else member.socket.disconnect();
  }

  /** One of each instance's. */
  get speakers() {
    return [...new Map(this.members.map(({ seat, socket }) => [seat, socket])).values()];
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
      member.socket.on(event, (...args) => member.heard.push(withoutOffset(member.socket, args)));
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

async function arrival(n, upgrades) {
  const socket = await connected(client({ n, transports: upgrades ? ["polling", "websocket"] : ["polling"] }));
  if (upgrades) await upgraded(socket);
  return { socket, upgrades, heard: [], seat: await (upgrades ? settled : instanceOf)(socket.id) };
}
