package io.tidings.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.Locale;

/**
 * Who this instance is.
 *
 * @param id eight lower-case letters and digits, new at each start; session ids begin with it
 * @param address where it is reached, shown to people; {@code instance.address}, else the host name
 */
public record InstanceConfig(String id, String address) {

  /** Characters of an instance id. */
  public static final int ID_LENGTH = 8;

  public static InstanceConfig from(Settings settings) {
    return new InstanceConfig(newId(), settings.text("instance.address", hostName()));
  }

  private static String newId() {
    long random = new SecureRandom().nextLong() & Long.MAX_VALUE;
    String digits = String.format(Locale.ROOT, "%13s", Long.toString(random, 36)).replace(' ', '0');
    return digits.substring(digits.length() - ID_LENGTH);
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
