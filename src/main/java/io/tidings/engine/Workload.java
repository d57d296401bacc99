package io.tidings.engine;

/** What the listener of sessions has at work: events that are being handled, for whomever. */
public interface Workload {

  /** How many tasks run, or wait for a thread. */
  int running();
}
