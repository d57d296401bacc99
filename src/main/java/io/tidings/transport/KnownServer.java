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
   * Asks the server that runs us.
   *
   * @param serverInfo as {@link jakarta.servlet.ServletContext#getServerInfo} says it, which names
   *     no version yet where an application is deployed while Payara Micro starts
   */
  static boolean runsUs(String serverInfo) {
    try {
      Class<?> version = Class.forName("com.sun.appserv.server.util.Version");
      return is(String.valueOf(version.getMethod("getFullVersion").invoke(null)));
    } catch (ReflectiveOperationException | LinkageError e) {
      return is(serverInfo);
    }
  }

  /**
   * @param name of a server, with its version
   */
  static boolean is(String name) {
    Matcher payara = PAYARA.matcher(String.valueOf(name));
    if (!payara.find()) {
      return false;
    }
    int major = Integer.parseInt(payara.group(1));
    return OLDEST <= major && major <= NEWEST;
  }
}
