package io.tidings.config;

/** A configuration value that is not allowed; it stops the deployment. */
public final class InvalidSettingException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  InvalidSettingException(String key, String value, String allowed) {
    super(key + " is \"" + value + "\"; allowed is " + allowed);
  }
}
