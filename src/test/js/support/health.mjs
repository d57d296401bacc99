import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { client, connected } from "./clients.mjs";
import { within } from "./wait.mjs";

/** A client that misbehaves in nothing, and should not notice those that do. */
export class Witness {
  #count = 0;

  constructor(socket) {
    this.socket = socket;
  }

  static async arrive(options) {
    return new Witness(await connected(client(options)));
  }

  /**
   * Asserts that the server still answers this client, at once.
   *
   * @returns {Promise<number>} how long it took, in milliseconds
   */
  async isServed(ms = 1000) {
    const [question, begun] = [`still there? ${this.#count++}`, performance.now()];
    if (!this.socket.connected) {
      this.socket.connect(); // for the next question: one loss should fail one test
      assert.fail("the bystander lost its connection");
    }
    const asked = this.socket.emitWithAck("echo", question);
    assert.equal(await within(ms, "an answer for a bystander", asked), question);
    return performance.now() - begun;
  }
}

/** Threads of a process, as Linux counts them. */
export const threadsOf = (pid) => Number(/^Threads:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]);
