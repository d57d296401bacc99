// Repeats a task while the page is visible; never two of it at once.

export class Repeat {
  #task;
  #interval;
  #timer;
  #running = false;
  #again = false;

  constructor(task, interval) {
    this.#task = task;
    this.#interval = interval;
    document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(this.#timer) : this.now()));
  }

  /** Runs the task at once, or once more after the run under way. */
  async now() {
    clearTimeout(this.#timer);
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = true;
    try {
      do {
        this.#again = false;
        await this.#task();
      } while (this.#again);
    } finally {
      this.#running = false;
    }
    if (!document.hidden) this.#timer = setTimeout(() => this.now(), this.#interval);
  }
}
