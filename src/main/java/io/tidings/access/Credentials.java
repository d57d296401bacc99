package io.tidings.access;

import java.util.Optional;

/**
 * What a request shows to be let in.
 *
 * @param text the key or token, as the client sent it
 * @param mayBeToken whether it came where tokens come, too
 */
record Credentials(String text, boolean mayBeToken) {

  private static final String BEARER = "bearer ";

  /** Characters; no key or token is longer. */
  private static final int LONGEST = 16_384;

  /**
   * Reads the headers. {@code X-API-Key} decides where there are both, since a proxy may have a use
   * for the other; another scheme than {@code Bearer}, such as the password of such a proxy, is
   * none of ours.
   *
   * @param authorization the header's value, or null
   * @param apiKey the header's value, or null
   * @return empty when there is nothing to look at
   */
  static Optional<Credentials> of(String authorization, String apiKey) {
    if (apiKey != null && !apiKey.isBlank()) {
      return Optional.of(new Credentials(bounded(apiKey), false));
    }
    if (authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return Optional.of(new Credentials(bounded(authorization.substring(BEARER.length())), true));
    }
    return Optional.empty();
  }

  /** Too long is wrong, and stays so without being looked at in full. */
  private static String bounded(String text) {
    return text.length() > LONGEST ? "" : text.strip();
  }

  /** A token has dots, a key as we make them has none. */
  boolean isToken() {
    return mayBeToken && text.indexOf('.') >= 0;
  }

  /** It is a secret. */
  @Override
  public String toString() {
    return mayBeToken ? "Bearer …" : "X-API-Key …";
  }
}
