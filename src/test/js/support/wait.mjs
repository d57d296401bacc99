import { setTimeout as pause } from "node:timers/promises";

/** Settles as the promise does, or fails after `ms` and says what was waited for. */
export function within(ms, what, promise) {
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not within ${ms} ms`)), ms);
  });
  return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}

/**
 * Asks again and again until `condition` gives something truthy, and returns that.
 *
 * @param describe called when time is up, for the message: what was seen instead
 */
export async function until(ms, what, condition, describe = () => "") {
  const deadline = performance.now() + ms;
  for (;;) {
    const seen = await condition();
    if (seen) return seen;
    if (performance.now() > deadline) throw new Error(`${what}: not within ${ms} ms ${describe()}`);
    await pause(20);
  }
}

/**
 * What the server's application sent: where clients may come back, the last argument of an event is
 * its offset, which is for the library. That knows by then that it may.
 */
export const withoutOffset = (socket, args) =>
  socket._pid && typeof args.at(-1) === "string" && /^\d+-\d+/.test(args.at(-1)) ? args.slice(0, -1) : args;

/** The arguments of the next `event` of a Socket.IO socket, manager or Node emitter. */
export function next(emitter, event, ms = 10000) {
  let listener;
  const heard = new Promise((resolve) => {
    listener = (...args) => resolve(withoutOffset(emitter, args));
    emitter.once(event, listener);
  });
  return within(ms, `event "${event}"`, heard).finally(() => emitter.off(event, listener));
}
