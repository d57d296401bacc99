package io.tidings.config;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who may come in.
 *
 * @param keys for REST; with none, no key is asked for
 */
public record AccessConfig(List<ApiKey> keys) {

  private static final String KEYS = "api.keys";

  private static final Pattern ENTRY =
      Pattern.compile("([A-Za-z0-9._-]{1,64})\\s*:\\s*([0-9a-fA-F]{64})");

  public AccessConfig {
    keys = List.copyOf(keys);
  }

  public static AccessConfig from(Settings settings) {
    return new AccessConfig(settings.list(KEYS, "").stream().map(AccessConfig::key).toList());
  }

  private static ApiKey key(String entry) {
    Matcher matcher = ENTRY.matcher(entry);
    if (!matcher.matches()) {
      throw Settings.refused(
          KEYS, masked(entry), "name:sha256 entries, the latter 64 hexadecimal digits");
    }
    return new ApiKey(matcher.group(1), matcher.group(2).toLowerCase(Locale.ROOT));
  }

  /** Somebody may have put the key itself there, and the message goes to the log. */
  private static String masked(String entry) {
    int colon = entry.indexOf(':');
    return colon < 0 ? "…" : entry.substring(0, colon) + ":…";
  }
}
