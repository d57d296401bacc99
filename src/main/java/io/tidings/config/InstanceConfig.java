package io.tidings.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Properties;

/**
 * Who this instance is.
 *
 * @param id eight lower-case letters and digits, new at each start; session ids begin with it
 * @param address where it is reached, shown to people; {@code instance.address}, else the host name
 * @param version of Tidings
 */
public record InstanceConfig(String id, String address, String version) {

  /** Characters of an instance id. */
  public static final int ID_LENGTH = 8;

  public static InstanceConfig from(Settings settings) {
    return new InstanceConfig(
        newId(), settings.text("instance.address", hostName()), readVersion());
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

  private static String readVersion() {
    try (InputStream in = InstanceConfig.class.getResourceAsStream("version.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
