import { client, connected, upgraded } from "./clients.mjs";
import { until } from "./wait.mjs";

/** Of five clients, how they connect. */
const MIX = [["websocket"], ["polling", "websocket"], ["websocket"], ["polling", "websocket"], ["polling"]];

/** Clients at once while they arrive. */
const DOOR = 20;

/**
 * Clients in one room who come back by themselves, and count what they hear: events with a number,
 * each of which everybody should hear once, in the order of the ids that REST answered.
 */
export class Audience {
  members = [];
  heard = 0;
  doubled = 0;
  reordered = 0;
  reconnects = 0;
  recovered = 0;
  slowest = 0;
  lastHeard = 0;

  /**
   * @param room which they join
   * @param idOf the id of a number's event, when it is known
   * @param window milliseconds; who is away for longer has not to hear what was sent meanwhile
   */
  constructor(room, idOf, window) {
    Object.assign(this, { room, event: `${room}-event`, idOf, window });
  }

  async arrive(count) {
    while (this.members.length < count) {
      const lacking = Math.min(DOOR, count - this.members.length);
      const first = this.members.length;
      const arriving = Array.from({ length: lacking }, (_, i) => new Member(this, MIX[(first + i) % MIX.length]));
      this.members.push(...arriving);
      await Promise.all(arriving.map((member) => member.arrives()));
    }
  }

  /** What is counted from now on is another act's. */
  take() {
    const { heard, doubled, reordered, reconnects, recovered, slowest } = this;
    Object.assign(this, { heard: 0, doubled: 0, reordered: 0, reconnects: 0, recovered: 0, slowest: 0 });
    return { heard, doubled, reordered, reconnects, recovered, slowest };
  }

  get away() {
    return this.members.filter(({ joined }) => !joined);
  }

  /** Resolves when all are back, or `ms` have passed, and nothing has come for a while. */
  async settles(ms, quiet = 2000) {
    const still = () => this.away.length === 0 && performance.now() - this.lastHeard > quiet;
    this.lastHeard = Math.max(this.lastHeard, performance.now() - quiet / 2);
    await until(ms, "all are back", still).catch(() => {});
  }

  /**
   * How often one of these was not heard by somebody who should have.
   *
   * @param sent as publishers note it
   */
  lost(sent) {
    let lost = 0;
    for (const { n, at, taken } of sent) {
      const hearers = this.members.filter((member) => member.counts[n] > 0).length;
      // Whoever sent it knows nothing; but what one hears all must hear.
      if (!taken && hearers === 0) continue;
      lost += this.members.filter((member) => member.counts[n] === 0 && at >= member.excusedUntil).length;
    }
    return lost;
  }
}

class Member {
  joined = false;
  counts = new Uint8Array(1 << 16);
  excusedUntil = 0;
  #last = "";
  #awaySince = 0;

  constructor(audience, transports) {
    this.audience = audience;
    this.transports = transports;
    this.socket = client({ transports, reconnection: true, reconnectionDelay: 100, reconnectionDelayMax: 1000, timeout: 10000 });
    this.socket.on("connect", () => this.#connects());
    this.socket.on("disconnect", (reason) => this.#leaves(reason));
    this.socket.on(audience.event, (n) => this.#hears(n));
  }

  async arrives() {
    await until(60000, "a client is in its room", () => this.joined);
    if (this.transports.length > 1) await connected(this.socket).then(upgraded).catch(() => {});
  }

  async #connects() {
    if (this.socket.recovered) {
      this.audience.recovered++;
      this.#isBack();
    } else {
      await this.#joins();
    }
  }

  async #joins() {
    const { id } = this.socket;
    while (this.socket.connected && this.socket.id === id) {
      const answer = await this.socket.timeout(5000).emitWithAck("join", this.audience.room).catch(() => undefined);
      if (answer?.ok && this.socket.id === id) return this.#isBack();
    }
  }

  #isBack() {
    this.joined = true;
    if (this.#awaySince === 0) return;
    const now = performance.now();
    const away = now - this.#awaySince;
    this.#awaySince = 0;
    this.audience.slowest = Math.max(this.audience.slowest, away);
    if (away > this.audience.window) this.excusedUntil = now;
  }

  #leaves(reason) {
    this.joined = false;
    if (reason === "io client disconnect") return;
    this.audience.reconnects++;
    this.#awaySince ||= performance.now();
    // Never to be seen today; a client would not come back from it by itself.
    if (reason === "io server disconnect") this.socket.connect();
  }

  #hears(n) {
    const { audience } = this;
    audience.heard++;
    audience.lastHeard = performance.now();
    if (n >= this.counts.length) this.counts = grown(this.counts, n);
    if (this.counts[n]++ > 0) {
      audience.doubled++;
      return;
    }
    const id = audience.idOf(n);
    if (id === undefined) return;
    if (id < this.#last) audience.reordered++;
    else this.#last = id;
  }
}

function grown(counts, n) {
  const more = new Uint8Array(Math.max(counts.length * 2, n + 1));
  more.set(counts);
  return more;
}
