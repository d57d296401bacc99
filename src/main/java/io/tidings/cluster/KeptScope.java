package io.tidings.cluster;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the scripts for kept sockets have in common; see {@code kept.lua}.
 *
 * @param lease milliseconds for which an instance is there after its last heartbeat
 * @param window milliseconds for which a socket's client may come back after that
 */
record KeptScope(RedisKeys keys, String instance, long lease, long window) {

  /**
   * An event is of use to clients of whom nobody has noticed yet that they are away, and their
   * window has not begun. Heartbeats find that out; this is more than they take, in milliseconds.
   */
  private static final long UNNOTICED = 120_000;

  List<String> names() {
    return List.of(
        keys.leases(),
        keys.settled(),
        keys.owners(),
        keys.estates(),
        keys.kept(instance),
        keys.keptWritten(instance),
        keys.inherited(instance));
  }

  /** The first arguments, and those of one script. */
  Object[] arguments(Object... more) {
    return arguments(lease + window, more);
  }

  /** The same for an instance that leaves now. */
  Object[] lastArguments(Object... more) {
    return arguments(window, more);
  }

  private Object[] arguments(long inherited, Object... more) {
    // Nobody may be there to inherit it at the moment: as much time again.
    long expiry = 2 * (lease + window);
    List<Object> all = new ArrayList<>(6 + more.length);
    all.add(bytes(instance));
    all.add(bytes(keys.kept()));
    all.add(bytes(keys.keptEvents()));
    all.add(bytes(inherited));
    all.add(bytes(expiry));
    all.add(bytes(expiry + UNNOTICED));
    all.addAll(Arrays.asList(more));
    return all.toArray();
  }

  static byte[] bytes(Object value) {
    return value.toString().getBytes(StandardCharsets.UTF_8);
  }
}
