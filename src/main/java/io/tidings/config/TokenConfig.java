package io.tidings.config;

import java.util.Optional;
import java.util.Set;

/**
 * By what tokens (JWT) are told from forged ones: the keys of MicroProfile JWT, so that an
 * application says it once.
 *
 * @param publicKey PEM, a JWK or a set of them; or where it is
 * @param location a file or a resource of the class path, with such a key
 * @param issuer who must have made a token; any when empty
 * @param audiences one of which it must be for; any when empty
 * @param clockSkew seconds by which the clock of who makes tokens may differ from ours: a token
 *     begins so much earlier, and ends so much later
 */
public record TokenConfig(
    Optional<String> publicKey,
    Optional<String> location,
    Optional<String> issuer,
    Set<String> audiences,
    int clockSkew) {

  public static final TokenConfig NONE =
      new TokenConfig(Optional.empty(), Optional.empty(), Optional.empty(), Set.of(), 0);

  public static final String LOCATION = "mp.jwt.verify.publickey.location";

  /** Of MicroProfile JWT, from version 2.1 on. */
  static final String CLOCK_SKEW = "mp.jwt.verify.clock.skew";

  static final int DEFAULT_CLOCK_SKEW = 5;
  private static final int MAX_CLOCK_SKEW = 600;

  public static final String PUBLIC_KEY = "mp.jwt.verify.publickey";

  public TokenConfig {
    audiences = Set.copyOf(audiences);
  }

  static TokenConfig from(Settings settings) {
    return new TokenConfig(
        settings.whole(PUBLIC_KEY),
        settings.whole(LOCATION),
        settings.whole("mp.jwt.verify.issuer"),
        Settings.items(settings.whole("mp.jwt.verify.audiences").orElse("")),
        (int) settings.wholeNumber(CLOCK_SKEW, DEFAULT_CLOCK_SKEW, 0, MAX_CLOCK_SKEW));
  }

  /** Whether tokens are looked at. */
  public boolean isOn() {
    return publicKey.isPresent() || location.isPresent();
  }
}
