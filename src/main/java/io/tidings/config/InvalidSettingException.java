package io.tidings.config;

/** A configuration value that is not allowed; it stops the deployment. */
public final class InvalidSettingException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /**
   * @param key in full, such as {@code tidings.ping-interval}
   * @param allowed in words
   */
  public InvalidSettingException(String key, String value, String allowed) {
    super(key + " is \"" + value + "\"; allowed is " + allowed);
  }
}
