package io.tidings.transport;

import java.util.List;
import java.util.Locale;

/** What a client says it can read (RFC 9110, section 12.5.1). */
final class Accepts {

  private Accepts() {}

  /**
   * Whether a client asks for server-sent events by name, and not rather for JSON.
   *
   * @param headers its lines with {@code Accept}
   */
  static boolean eventStream(List<String> headers) {
    double stream = 0;
    double json = 0;
    for (String range : String.join(",", headers).toLowerCase(Locale.ROOT).split(",")) {
      String[] parts = range.split(";");
      if (parts.length == 0) {
        continue;
      }
      switch (parts[0].strip()) {
        case "text/event-stream" -> stream = Math.max(stream, quality(parts));
        case "application/json" -> json = Math.max(json, quality(parts));
        default -> {}
      }
    }
    return stream > 0 && stream >= json;
  }

  private static double quality(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String part = parts[i].strip();
      if (part.startsWith("q=")) {
        return number(part.substring(2));
      }
    }
    return 1;
  }

  private static double number(String text) {
    return text.matches("[01](\\.[0-9]{0,3})?") ? Double.parseDouble(text) : 0;
  }
}
