package io.tidings.namespace;

import io.tidings.access.Rights;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;

/**
 * Whose an idempotency key is: nobody else's key is the same, however it reads.
 *
 * <p>A client is known by the subject of its token, without one by the container's user, without
 * that by its socket, which is the same after a recovery. A client that did not find its socket
 * again is known by the {@code pid} that it has shown, which nobody else knows.
 */
final class RetryScope {

  /** In the socket's data: the hash of the {@code pid} that its client had before. */
  private static final String BEFORE = "tidings.retries";

  private RetryScope() {}

  /** The client of a new socket had another one before, which it did not find again. */
  static void goOn(Socket socket, String pid) {
    socket.data().put(BEFORE, hash(pid));
  }

  static String of(Socket socket) {
    Optional<String> subject = SocketRights.of(socket).map(Rights::subject);
    if (subject.isPresent() && !subject.get().isEmpty()) {
      return "subject " + subject.get();
    }
    Optional<String> user = socket.handshake().user();
    return user.isPresent() ? "user " + user.get() : "socket " + socket(socket);
  }

  private static String socket(Socket socket) {
    return socket
        .data()
        .get(BEFORE, String.class)
        .orElseGet(() -> socket.trail() == null ? socket.id() : hash(socket.trail().secret()));
  }

  private static String hash(String pid) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(pid.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
