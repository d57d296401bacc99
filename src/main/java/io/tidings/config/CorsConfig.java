package io.tidings.config;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which pages may connect from a browser, besides those of the server's own origin.
 *
 * @param allowedOrigins as browsers send them, such as {@code https://app.example.com}: in lower
 *     case, and with a port only where it is not the scheme's own
 * @param any whether every origin may
 * @param allowedHosts by which names the server may be called: what {@code Host} may be, in lower
 *     case, with or without a port; none: any name that is not one of a page which a browser on
 *     this machine was led to
 */
public record CorsConfig(Set<String> allowedOrigins, boolean any, Set<String> allowedHosts) {

  private static final String KEY = "cors.allowed-origins";
  private static final String HOSTS = "allowed-hosts";

  private static final String ALLOWED_HOSTS =
      "a list of hosts such as app.example.com or localhost:8443: one name or address, a port of"
          + " 1 to 65535 where there is one, and no more";

  /** A name, an IPv4 address, or an IPv6 one in brackets; port. */
  private static final Pattern HOST =
      Pattern.compile("(?:[a-z0-9_-]+(?:\\.[a-z0-9_-]+)*\\.?|\\[[0-9a-f:]+])(?::[0-9]{1,5})?");

  private static final String ALLOWED =
      "* or a list of origins such as https://app.example.com: http or https, one host"
          + " (international names as xn--…), a port of 1 to 65535 where there is one, and no more";

  /** Scheme, host (a name, an IPv4 address, or an IPv6 one in brackets), port. */
  private static final Pattern ORIGIN =
      Pattern.compile(
          "(https?)://([a-z0-9_-]+(?:\\.[a-z0-9_-]+)*\\.?|\\[[0-9a-f:]+])(?::([0-9]{1,5}))?");

  public CorsConfig {
    allowedOrigins = Set.copyOf(allowedOrigins);
    allowedHosts = Set.copyOf(allowedHosts);
  }

  /** With any name of the server. */
  public CorsConfig(Set<String> allowedOrigins, boolean any) {
    this(allowedOrigins, any, Set.of());
  }

  public static CorsConfig from(Settings settings) {
    Set<String> origins = new LinkedHashSet<>();
    boolean any = false;
    for (String item : settings.list(KEY, "")) {
      if (item.equals("*")) {
        any = true;
      } else {
        origins.add(asBrowsersSendIt(item));
      }
    }
    Set<String> hosts = new LinkedHashSet<>();
    settings.list(HOSTS, "").forEach(item -> hosts.add(host(item)));
    return new CorsConfig(origins, any, hosts);
  }

  private static String host(String item) {
    String host = item.toLowerCase(Locale.ROOT);
    if (!HOST.matcher(host).matches()) {
      throw Settings.refused(HOSTS, item, ALLOWED_HOSTS);
    }
    return host;
  }

  /** Fetch standard, serializing a request origin: it is compared letter by letter. */
  private static String asBrowsersSendIt(String item) {
    Matcher parts = ORIGIN.matcher(item.toLowerCase(Locale.ROOT));
    if (!parts.matches()) {
      throw Settings.refused(KEY, item, ALLOWED);
    }
    String origin = parts.group(1) + "://" + parts.group(2);
    if (parts.group(3) == null) {
      return origin;
    }
    int port = Integer.parseInt(parts.group(3));
    if (port < 1 || port > 65_535) {
      throw Settings.refused(KEY, item, ALLOWED);
    }
    int schemesOwn = parts.group(1).equals("https") ? 443 : 80;
    return port == schemesOwn ? origin : origin + ":" + port;
  }
}
