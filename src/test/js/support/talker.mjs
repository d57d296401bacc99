/**
 * One of several who talk in a room, whatever it is that connects it there. It runs in pages too, and
 * there is one in Java that does the same. All publish a few events at once, and the next few when they
 * have heard these of everybody; so what they say is mixed, however quick each of them is.
 */
export class Talker {
  /** What was heard, in its order: {id, event, args}; binary values as {$binary: base64}. */
  heard = [];
  /** The ids that were answered to what was published, by its name and number. */
  answered = {};
  failures = [];
  #publishing = [];

  /**
   * @param name by which its events are known
   * @param plan {talkers, turns, burst}: how many talk, how often, and how many events at once
   * @param publish takes the arguments of an event and resolves with its id
   */
  constructor(name, plan, publish) {
    Object.assign(this, { name, plan, publish });
    this.heardAll = new Promise((resolve) => (this.isThrough = resolve));
    const ended = new Promise((resolve) => (this.isOver = resolve));
    /** Resolves when the end was heard, and everything of its own is answered. */
    this.over = ended.then(() => Promise.all(this.#publishing));
  }

  /** To be called with each event, in the order in which they come. */
  hears(id, event, args) {
    this.heard.push({ id, event, args });
    const { talkers, turns, burst } = this.plan;
    const turn = (this.heard.length - 1) / (talkers * burst);
    if (event === "end") this.isOver();
    else if (turn === turns) this.isThrough();
    else if (Number.isInteger(turn)) this.#speak(turn * burst, (turn + 1) * burst);
  }

  #speak(from, to) {
    for (let n = from; n < to; n++) {
      const said = `${this.name} ${n}`;
      const args = [this.name, n, "Grüße, 你好 \u{1f44b}", ...(n % 5 === 0 ? [{ $binary: btoa(said) }] : [])];
      const published = this.publish(args).then(
        (id) => (this.answered[said] = id),
        (error) => this.failures.push(`${said}: ${error.message}`),
      );
      this.#publishing.push(published);
    }
  }
}
