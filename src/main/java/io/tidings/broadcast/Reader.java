package io.tidings.broadcast;

import java.util.Set;

/**
 * One who reads along what sockets are sent, and is none: it hears what a socket in its rooms would
 * hear, but for what is for single sockets or for those of one instance.
 */
public interface Reader {

  /** The name of its namespace. */
  String namespace();

  /** Those in which it listens; what is for everyone in the namespace it hears in any case. */
  Set<String> rooms();

  /**
   * Takes a broadcast, in the order of all, and returns at once. Commands come as well.
   *
   * @param heard the very same object for all readers of an instance
   */
  void deliver(History.Heard heard);
}
