package io.tidings.api;

import java.util.regex.Pattern;

/** Parameters of an address, which may hold anything. */
final class Parameters {

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

  private Parameters() {}

  /**
   * @param value null for none
   * @throws jakarta.ws.rs.WebApplicationException 400, which names the parameter
   */
  static int number(String name, String value, int fallback, int min, int max) {
    if (value == null) {
      return fallback;
    }
    int number = NUMBER.matcher(value).matches() ? Integer.parseInt(value) : -1;
    if (number < min || number > max) {
      throw Problem.badRequest(name, "must be a number from " + min + " to " + max);
    }
    return number;
  }

  /**
   * @param value null for none, which is no
   * @throws jakarta.ws.rs.WebApplicationException 400, which names the parameter
   */
  static boolean flag(String name, String value) {
    if (value == null || value.equals("false")) {
      return false;
    }
    if (value.equals("true")) {
      return true;
    }
    throw Problem.badRequest(name, "must be true or false");
  }
}
