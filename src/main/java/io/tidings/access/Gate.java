package io.tidings.access;

import io.tidings.access.RefusedException.Fault;
import io.tidings.config.AccessConfig;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.logging.Logger;

/** Asks who comes for what they have to show. */
public final class Gate {

  private static final Logger LOG = Logger.getLogger(Gate.class.getName());

  private final ApiKeys keys;
  private final boolean required;
  private final Optional<Tokens> tokens;
  private final RefusalCounts refusals;
  private final InstantSource tokenClock;

  /**
   * @param clock by which tokens begin and end, with the leeway of the configuration
   * @throws io.tidings.config.InvalidSettingException when tokens are to be verified, and by no key
   */
  public Gate(AccessConfig config, RefusalCounts refusals, InstantSource clock) {
    this.keys = new ApiKeys(config.keys());
    this.required = config.required();
    this.tokens =
        config.tokens().isOn() ? Optional.of(new Tokens(config.tokens(), clock)) : Optional.empty();
    this.refusals = refusals;
    Duration leeway = Duration.ofSeconds(config.tokens().clockSkew());
    this.tokenClock = () -> clock.instant().minus(leeway);
  }

  /** A token ends when this clock reaches its {@code exp}: it is behind by the leeway. */
  public InstantSource tokenClock() {
    return tokenClock;
  }

  /** Whether tokens are looked at. */
  public boolean checksTokens() {
    return tokens.isPresent();
  }

  private boolean asksAtApi() {
    return required || !keys.isEmpty();
  }

  /** Says in the log who is asked for what. */
  public void announce() {
    String api = asksAtApi() ? "" : " At /api nobody is asked for credentials.";
    String sockets = required ? "" : " Sockets are open without a token.";
    if (api.isEmpty() && sockets.isEmpty()) {
      LOG.info("Everybody is asked for credentials");
    } else {
      LOG.warning(
          "tidings.auth.required is false or there are no keys: let this instance listen to"
              + " loopback only."
              + api
              + sockets);
    }
  }

  /**
   * Lets a request to REST in.
   *
   * @param authorization the header's value, or null
   * @param apiKey that of {@code X-API-Key}, or null
   * @throws RefusedException when it may not come in; it is counted already
   */
  public Rights admit(String authorization, String apiKey) throws RefusedException {
    if (!asksAtApi() && !checksTokens()) {
      return Rights.ALL;
    }
    Optional<Credentials> shown = Credentials.of(authorization, apiKey);
    if (shown.isEmpty()) {
      return unknown(asksAtApi(), "a key or a token is asked for, in Authorization: Bearer");
    }
    if (shown.get().isToken() && checksTokens()) {
      return verify(shown.get().text());
    }
    if (keys.nameOf(shown.get().text()).isEmpty()) {
      throw counted(new RefusedException("the API key is not valid", Fault.INVALID));
    }
    return Rights.ALL;
  }

  /**
   * Lets a request to REST in that may have its token in the address (RFC 6750, section 2.3). Keys
   * are not taken there: addresses are written down in many places, and keys do not expire.
   *
   * @param authorization the header's value, or null
   * @param apiKey that of {@code X-API-Key}, or null
   * @param inAddress the values of {@code access_token}; none for a request like any other
   * @throws RefusedException when it may not come in; it is counted already
   */
  public Rights admit(String authorization, String apiKey, List<String> inAddress)
      throws RefusedException {
    if (inAddress.isEmpty() || (!asksAtApi() && !checksTokens())) {
      return admit(authorization, apiKey);
    }
    if (inAddress.size() > 1 || Credentials.of(authorization, apiKey).isPresent()) {
      throw counted(
          new RefusedException("access_token must be all that is shown, once", Fault.AMBIGUOUS));
    }
    if (!checksTokens() || inAddress.get(0).indexOf('.') < 0) {
      throw counted(
          new RefusedException("access_token is for tokens, not for API keys", Fault.INVALID));
    }
    return verify(inAddress.get(0));
  }

  /**
   * Lets a socket in, where tokens are looked at.
   *
   * @param token empty when its client shows none
   * @throws RefusedException when it may not come in; it is counted already
   */
  public Rights admit(Optional<String> token) throws RefusedException {
    return token.isPresent() ? verify(token.get()) : unknown(required, "a token is asked for");
  }

  private Rights unknown(boolean asked, String why) throws RefusedException {
    if (asked) {
      throw counted(new RefusedException(why, Fault.MISSING));
    }
    return Rights.ALL;
  }

  private Rights verify(String token) throws RefusedException {
    try {
      return tokens.orElseThrow().verify(token);
    } catch (RefusedException e) {
      throw counted(e);
    }
  }

  private RefusedException counted(RefusedException refused) {
    refusals.refused(Limit.CREDENTIALS);
    return refused;
  }

  /** Somebody wanted what is not allowed. */
  public void notAllowed() {
    refusals.refused(Limit.RIGHTS);
  }
}
