package io.tidings.access;

import io.tidings.config.ApiKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The keys that are valid now. Several are, so that a new one can be handed out before the old one
 * is taken away.
 */
final class ApiKeys {

  private record Known(String name, byte[] hash) {}

  private final List<Known> known;

  ApiKeys(List<ApiKey> keys) {
    known =
        keys.stream()
            .map(key -> new Known(key.name(), HexFormat.of().parseHex(key.sha256())))
            .toList();
  }

  boolean isEmpty() {
    return known.isEmpty();
  }

  int size() {
    return known.size();
  }

  /**
   * Whose key this is. Takes the same time whatever is wrong with it: all hashes are looked at, and
   * all of each.
   */
  Optional<String> nameOf(String key) {
    byte[] hash = sha256(key);
    String found = null;
    for (Known each : known) {
      if (MessageDigest.isEqual(each.hash, hash)) {
        found = each.name;
      }
    }
    return Optional.ofNullable(found);
  }

  /** A fast hash will do: keys are random, and longer than anybody can try. */
  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
