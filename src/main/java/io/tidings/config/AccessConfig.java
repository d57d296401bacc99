package io.tidings.config;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who may come in.
 *
 * @param keys for REST
 * @param required whether nobody comes in who shows nothing: a key or a token at REST, a token at
 *     sockets. If not, REST asks only where there are keys
 * @param tokens by what tokens are verified
 */
public record AccessConfig(List<ApiKey> keys, boolean required, TokenConfig tokens) {

  private static final String KEYS = "api.keys";

  private static final String REQUIRED = "auth.required";

  private static final Pattern ENTRY =
      Pattern.compile("([A-Za-z0-9._-]{1,64})\\s*:\\s*([0-9a-fA-F]{64})");

  public AccessConfig {
    keys = List.copyOf(keys);
  }

  public static AccessConfig from(Settings settings) {
    boolean required = settings.flag(REQUIRED, false);
    TokenConfig tokens = TokenConfig.from(settings);
    if (required && !tokens.isOn()) {
      throw Settings.refused(
          REQUIRED, "true", "false, or true with " + TokenConfig.PUBLIC_KEY + " or its location");
    }
    return new AccessConfig(
        Settings.items(settings.secret(KEYS).orElse("")).stream().map(AccessConfig::key).toList(),
        required,
        tokens);
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
