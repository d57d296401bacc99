package io.tidings.access;

import io.tidings.config.AccessConfig;
import java.time.Clock;
import java.util.Optional;
import java.util.logging.Logger;

/** Asks who comes for what they have to show. */
public final class Gate {

  private static final Logger LOG = Logger.getLogger(Gate.class.getName());

  private final ApiKeys keys;
  private final boolean required;
  private final Optional<Tokens> tokens;
  private final RefusalCounts refusals;

  /**
   * @throws io.tidings.config.InvalidSettingException when tokens are to be verified, and by no key
   */
  public Gate(AccessConfig config, RefusalCounts refusals, Clock clock) {
    this.keys = new ApiKeys(config.keys());
    this.required = config.required();
    this.tokens =
        config.tokens().isOn() ? Optional.of(new Tokens(config.tokens(), clock)) : Optional.empty();
    this.refusals = refusals;
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
      throw counted(new RefusedException("the API key is not valid", false));
    }
    return Rights.ALL;
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
      throw counted(new RefusedException(why, true));
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
