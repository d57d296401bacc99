package io.tidings.transport;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether the short ways through the server are known for the one that runs us. They reach for
 * fields that no other version need have, or need mean the same by, so it is asked for its version
 * before anything of it is changed.
 */
final class KnownServer {

  private static final Pattern PAYARA = Pattern.compile("\\bPayara\\b\\D*(\\d+)\\.\\d+");

  private static final int OLDEST = 6;
  private static final int NEWEST = 7;

  private KnownServer() {}

  /**
   * @param serverInfo as {@link jakarta.servlet.ServletContext#getServerInfo} says it
   */
  static boolean is(String serverInfo) {
    Matcher payara = PAYARA.matcher(String.valueOf(serverInfo));
    if (!payara.find()) {
      return false;
    }
    int major = Integer.parseInt(payara.group(1));
    return OLDEST <= major && major <= NEWEST;
  }
}
