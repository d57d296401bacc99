/**
 * One attacker, as a process of its own: `node attack.mjs PORT SECONDS NAME [NAME …]`. Prints what
 * it sent, how often it was refused, and the seconds of CPU that it took, as JSON.
 */
import { setTimeout as pause } from "node:timers/promises";
import { ATTACKERS } from "./attackers.mjs";
import { Wire, request } from "./wire.mjs";

const [port, seconds, ...names] = process.argv.slice(2);
const end = performance.now() + Number(seconds) * 1000;

class Siege {
  port = Number(port);
  key = process.env.TIDINGS_API_KEY;
  counts = { sent: 0, refused: 0 };
  #held = new Set();

  isOver = () => performance.now() >= end;

  sent(count = 1) {
    this.counts.sent += count;
  }

  refused() {
    this.counts.refused++;
  }

  refusedIf(condition) {
    if (condition) this.refused();
  }

  hold(wire) {
    if (wire) {
      this.#held.add(wire);
      wire.closed.then(() => this.#held.delete(wire));
    }
    return wire;
  }

  /** So many at once, each beginning anew when it is through. */
  async crowd(size, attack) {
    const member = async (first) => {
      for (let n = first; !this.isOver(); n += size) {
        await Promise.race([attack(n % 4000).catch(() => {}), this.over()]);
        await pause(1);
      }
    };
    await Promise.all(Array.from({ length: size }, (_, n) => member(n)));
  }

  /** Resolves when the siege is over, or `ms` have passed. */
  over(ms = Infinity) {
    return pause(Math.max(0, Math.min(ms, end - performance.now())));
  }

  closedOrOver(wire, ms) {
    return Promise.race([wire.closed.then(() => this.refused()), this.over(ms)]);
  }

  /** Resolves when the system has taken what was written, or it is clear that it will not. */
  async drained(wire) {
    if (wire.isOpen && wire.socket.writableLength > 64 * 1024) {
      await Promise.race([new Promise((resolve) => wire.socket.once("drain", resolve)), wire.closed, this.over(2000)]);
    }
  }

  /** What is answered to a request, as far as it came within `ms`. */
  async ask(n, text, ms = 2000) {
    const wire = this.hold(new Wire(this.port, { n }));
    wire.write(text);
    await Promise.race([wire.hears(/\r\n\r\n/, ms), wire.closed, this.over()]);
    wire.end();
    return wire.heard;
  }

  /** The id of a new polling session; undefined when it is refused. */
  async open(n) {
    const wire = this.hold(new Wire(this.port, { n }));
    wire.write(request("GET", "/socket.io/?EIO=4&transport=polling"));
    await wire.hears(/"sid":"[^"]+"|HTTP\/1\.1 [45]/, 2000);
    wire.end();
    return /"sid":"([^"]+)"/.exec(wire.heard)?.[1];
  }

  leave() {
    this.#held.forEach((wire) => wire.end());
  }
}

const siege = new Siege();
await Promise.all(names.map((name) => ATTACKERS[name](siege)));
siege.leave();
const { user, system } = process.cpuUsage();
process.stdout.write(JSON.stringify({ ...siege.counts, cpu: (user + system) / 1e6 }), () => process.exit(0));
