package io.tidings.namespace;

import io.tidings.access.Limits;
import io.tidings.access.MemoryBudget;
import io.tidings.broadcast.History;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.function.Function;

/**
 * What recovery goes by.
 *
 * @param self the id of this instance
 * @param window milliseconds for which a client may come back; 0 for never
 * @param maxBytes of what a client has missed
 * @param namespaces gives the namespace of a name, for one more socket
 * @param limits say how many sockets may be lost at once
 * @param budget counts what is kept for clients that may come back
 */
record RecoverySettings(
    String self,
    long window,
    long maxBytes,
    History history,
    Function<String, Namespace> namespaces,
    Limits limits,
    MemoryBudget budget) {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int SECRET_BYTES = 18;

  /** A secret that nobody can guess, of 24 characters. */
  String newSecret() {
    byte[] bytes = new byte[SECRET_BYTES];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  Namespace obtain(String name) {
    return namespaces.apply(name);
  }
}
