import { client, connected, upgraded } from "./clients.mjs";
import { until } from "./wait.mjs";

/** Of five clients, how they connect. */
const MIX = [["websocket"], ["polling", "websocket"], ["websocket"], ["polling", "websocket"], ["polling"]];

/** Clients at once while they arrive. */
const DOOR = 20;

/**
 * Clients in one room who come back by themselves, and count what they hear: events with a number,
 * each of which everybody should hear once; those of one publisher in the order of their numbers, and
 * all of them in the order of the ids that REST answered, but for what an instance delivers by itself
 * while Redis is away.
 */
export class Audience {
  members = [];
  heard = 0;
  doubled = 0;
  reordered = 0;
  reconnects = 0;
  recovered = 0;
  slowest = 0;
  /** Who came back as a new client. */
  strangers = [];
  lastHeard = 0;
  /** Whether the order of all is looked at, and not only that of each publisher's. */
  ordered = true;

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
      const arriving = Array.from({ length: lacking }, (_, i) => new Member(this, first + i, MIX[(first + i) % MIX.length]));
      this.members.push(...arriving);
      await Promise.all(arriving.map((member) => member.arrives()));
    }
  }

  /** What is counted from now on is another act's. */
  take() {
    const { heard, doubled, reordered, reconnects, recovered, slowest, strangers } = this;
    Object.assign(this, { heard: 0, doubled: 0, reordered: 0, reconnects: 0, recovered: 0, slowest: 0, strangers: [] });
    return { heard, doubled, reordered, reconnects, recovered, slowest, strangers };
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
   * Who should have heard one of these, and has not.
   *
   * @param sent as publishers note it
   * @returns {{n: number, member: string}[]} the event's number, and how its client connects
   */
  lost(sent) {
    const lost = [];
    for (const { n, at, taken } of sent) {
      const hearers = this.members.filter((member) => member.counts[n] > 0).length;
      // Whoever sent it knows nothing; but what one hears all must hear.
      if (!taken && hearers === 0) continue;
      for (const member of this.members) {
        if (member.counts[n] === 0 && at >= member.excusedUntil) lost.push({ n, member: member.name });
      }
    }
    return lost;
  }
}

class Member {
  joined = false;
  counts = new Uint8Array(1 << 16);
  excusedUntil = 0;
  #last = "";
  #lastOf = [];
  #awaySince = 0;

  constructor(audience, name, transports) {
    this.audience = audience;
    this.name = `${name} (${transports.join(", ")})`;
    this.transports = transports;
    this.socket = client({ transports, reconnection: true, reconnectionDelay: 100, reconnectionDelayMax: 1000, timeout: 10000 });
    this.socket.on("connect", () => this.#connects());
    this.socket.on("disconnect", (reason) => this.#leaves(reason));
    this.socket.on(audience.event, (n, publisher) => this.#hears(n, publisher));
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
      this.#isStranger();
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

  #isStranger() {
    if (this.#awaySince === 0) return;
    const away = ((performance.now() - this.#awaySince) / 1000).toFixed(1);
    this.audience.strangers.push(`${this.name}, at ${new Date().toISOString()}, after ${away} s`);
  }

  #leaves(reason) {
    this.joined = false;
    if (reason === "io client disconnect") return;
    this.audience.reconnects++;
    this.#awaySince ||= performance.now();
    // Never to be seen today; a client would not come back from it by itself.
    if (reason === "io server disconnect") this.socket.connect();
  }

  #hears(n, publisher) {
    const { audience } = this;
    audience.heard++;
    audience.lastHeard = performance.now();
    if (n >= this.counts.length) this.counts = grown(this.counts, n);
    if (this.counts[n]++ > 0) {
      audience.doubled++;
    } else if (!this.#inOrder(n, publisher)) {
      audience.reordered++;
    }
  }

  #inOrder(n, publisher) {
    const follows = n > (this.#lastOf[publisher] ?? -1);
    this.#lastOf[publisher] = n;
    const id = this.audience.ordered ? this.audience.idOf(n) : undefined;
    if (id === undefined) return follows;
    const rises = id > this.#last;
    if (rises) this.#last = id;
    return follows && rises;
  }
}

function grown(counts, n) {
  const more = new Uint8Array(Math.max(counts.length * 2, n + 1));
  more.set(counts);
  return more;
}
