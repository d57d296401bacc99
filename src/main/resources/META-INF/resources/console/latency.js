// Measures the round trip with the server's `echo`.

const MARK = `console-round-trip-${crypto.getRandomValues(new Uint32Array(1))[0].toString(36)}`;

/** Whether an arrival is the event that `echo` emits besides its answer, caused by this page. */
export const isProbe = (event, args) => event === "echo" && args[0] === MARK;

/** Milliseconds, or null when nobody answers. */
export async function roundTrip(connection) {
  const start = performance.now();
  try {
    await connection.ask("echo", MARK);
    return performance.now() - start;
  } catch {
    return null;
  }
}
