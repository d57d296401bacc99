/** Chance that gives the same again from the same seed (Marsaglia's xorshift, 32 bits). */
export class Random {
  #state;

  /** @param seed a whole number; so is `number`, which picks one of many sequences of a seed */
  constructor(seed, number = 0) {
    this.#state = (Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca77)) | 0 || 1;
    for (let i = 0; i < 8; i++) this.#step();
  }

  #step() {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (this.#state = x) >>> 0;
  }

  /** From 0 to below `bound`. */
  int(bound) {
    return this.#step() % bound;
  }

  chance(share) {
    return this.#step() < share * 0x1_0000_0000;
  }

  pick(list) {
    return list[this.int(list.length)];
  }

  /** `make` called up to `most` times. */
  several(most, make) {
    return Array.from({ length: this.int(most + 1) }, make);
  }

  bytes(length) {
    return Buffer.from(Array.from({ length }, () => this.int(256)));
  }

  /** A length, most often a short one, now and then one at which something changes. */
  length() {
    return this.chance(0.8) ? this.int(40) : this.pick([125, 126, 127, 255, 256, 1000, 4096, 8191, 16_400, 65_535, 65_536, 70_000]);
  }
}
