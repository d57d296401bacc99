package io.tidings.access;

import io.tidings.config.AccessConfig;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Asks who comes for what they have to show. */
public final class Gate {

  private static final Logger LOG = Logger.getLogger(Gate.class.getName());

  private final ApiKeys keys;
  private final RefusalCounts refusals;

  public Gate(AccessConfig config, RefusalCounts refusals) {
    this.keys = new ApiKeys(config.keys());
    this.refusals = refusals;
  }

  /** Says in the log who is asked for what. */
  public void announce() {
    if (keys.isEmpty()) {
      LOG.warning(
          "Nobody is asked for credentials at /api: whoever reaches this instance can publish and"
              + " see who is connected. Let it listen to loopback only, or set tidings.api.keys");
    } else {
      LOG.log(Level.INFO, "At /api one of {0} keys is asked for", keys.size());
    }
  }

  /**
   * Lets a request to REST in by returning.
   *
   * @param authorization the header's value, or null
   * @param apiKey that of {@code X-API-Key}, or null
   * @throws RefusedException when it may not come in; it is counted already
   */
  public void admit(String authorization, String apiKey) throws RefusedException {
    if (keys.isEmpty()) {
      return;
    }
    Optional<Credentials> shown = Credentials.of(authorization, apiKey);
    if (shown.isEmpty()) {
      throw refused("an API key is asked for, in Authorization: Bearer or in X-API-Key", true);
    }
    if (keys.nameOf(shown.get().text()).isEmpty()) {
      throw refused("the API key is not valid", false);
    }
  }

  private RefusedException refused(String why, boolean missing) {
    refusals.refused(Limit.CREDENTIALS);
    return new RefusedException(why, missing);
  }
}
