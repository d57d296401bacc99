package io.tidings.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How instances reach each other.
 *
 * @param nodes of Redis, {@code redis://} or {@code rediss://} URIs; none: this instance is alone
 * @param redissonConfig path of a Redisson YAML file, which takes the place of {@code nodes}
 * @param channel prefix of every Redis key and channel
 */
public record ClusterConfig(List<URI> nodes, Optional<String> redissonConfig, String channel) {

  private static final String ALLOWED =
      "redis://[user:password@]host[:port][/db] or rediss://…, several separated by commas";

  private static final Pattern SCHEME = Pattern.compile("[a-z]{1,8}://");

  public ClusterConfig {
    nodes = List.copyOf(nodes);
  }

  /** Whether there is a message queue at all. */
  public boolean isClustered() {
    return !nodes.isEmpty() || redissonConfig.isPresent();
  }

  /** Without the passwords of its nodes, since what prints a configuration may be a log. */
  @Override
  public String toString() {
    List<String> shown = nodes.stream().map(URI::toString).map(ClusterConfig::withoutUser).toList();
    return "ClusterConfig[nodes="
        + shown
        + ", redissonConfig="
        + redissonConfig
        + ", channel="
        + channel
        + "]";
  }

  private static String withoutUser(String node) {
    return node.contains("@") ? withoutPassword(node) : node;
  }

  public static ClusterConfig from(Settings settings) {
    String channel = settings.text("channel", "tidings");
    if (!channel.matches("[A-Za-z0-9._:-]{1,64}")) {
      throw Settings.refused("channel", channel, "1 to 64 letters, digits and . _ : -");
    }
    return new ClusterConfig(nodes(settings), settings.text("redisson.config"), channel);
  }

  private static List<URI> nodes(Settings settings) {
    String list = settings.secret("message-queue").orElse("");
    boolean secret = list.contains("@");
    return Settings.items(list).stream().map(text -> node(text, secret)).toList();
  }

  /**
   * @param secret whether the list that this is an item of holds a password
   */
  private static URI node(String text, boolean secret) {
    try {
      URI uri = new URI(text);
      boolean scheme = Set.of("redis", "rediss").contains(String.valueOf(uri.getScheme()));
      String path = String.valueOf(uri.getPath());
      if (scheme && uri.getHost() != null && path.matches("/?|/[0-9]{1,3}")) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // refused below, without the parser's words: they may quote a password
    }
    throw Settings.refused("message-queue", secret ? withoutPassword(text) : text, ALLOWED);
  }

  /**
   * Leaves the scheme, and what is behind the last {@code @}: a password may hold one itself, and
   * one that holds a comma was cut there, so that an item may be nothing but a part of it.
   */
  private static String withoutPassword(String text) {
    Matcher matcher = SCHEME.matcher(text);
    String scheme = matcher.lookingAt() ? matcher.group() : "";
    int at = text.lastIndexOf('@');
    return scheme + "…" + (at < 0 ? "" : text.substring(at));
  }
}
