package io.tidings.api;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header {@code Content-Disposition} (RFC 6266, RFC 8187), as clients send it and as they get
 * it.
 *
 * @param parameters by their names in lower case; the first of a name counts
 */
record Disposition(Map<String, String> parameters) {

  /** Longer ones are not looked at. */
  private static final int MAX_LENGTH = 4096;

  /** Possessive: what does not match is not tried in other ways. */
  private static final Pattern PARAMETER =
      Pattern.compile(
          "\\s*+;\\s*+([!#$%&'*+.^_`|~0-9A-Za-z-]++)\\s*+=\\s*+"
              + "(?:\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\"|([^\\s;\"]++))",
          Pattern.DOTALL);

  private static final Pattern EXTENDED =
      Pattern.compile("(utf-8|iso-8859-1)'[^']*+'(.*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** RFC 8187: what stands for itself. */
  private static final String PLAIN = "!#$&+-.^_`|~";

  /**
   * @param header null, if there is none; what is no disposition has no parameters
   */
  static Disposition parse(String header) {
    Map<String, String> parameters = new TreeMap<>();
    if (header != null && header.length() <= MAX_LENGTH && header.indexOf(';') >= 0) {
      Matcher each = PARAMETER.matcher(header);
      each.region(header.indexOf(';'), header.length());
      while (each.lookingAt()) {
        String value = each.group(2) == null ? each.group(3) : unquoted(each.group(2));
        parameters.putIfAbsent(each.group(1).toLowerCase(Locale.ROOT), value);
        each.region(each.end(), header.length());
      }
    }
    return new Disposition(parameters);
  }

  /** A backslash before something else is itself: some browsers send paths of Windows. */
  private static String unquoted(String text) {
    return text.replaceAll("\\\\([\"\\\\])", "$1");
  }

  /** The name of a file, as it is given. */
  Optional<String> fileName() {
    return Optional.ofNullable(parameters.get("filename*"))
        .flatMap(Disposition::decoded)
        .or(() -> Optional.ofNullable(parameters.get("filename")));
  }

  private static Optional<String> decoded(String value) {
    Matcher extended = EXTENDED.matcher(value);
    if (!extended.matches()) {
      return Optional.empty();
    }
    try {
      ByteBuffer bytes = bytes(extended.group(2));
      return Optional.of(Charset.forName(extended.group(1)).newDecoder().decode(bytes).toString());
    } catch (CharacterCodingException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /**
   * @throws RuntimeException when a percent sign is not followed by two digits
   */
  private static ByteBuffer bytes(String text) {
    ByteBuffer bytes = ByteBuffer.allocate(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        bytes.put((byte) HexFormat.fromHexDigits(text.substring(i + 1, i + 3)));
        i += 2;
      } else if (c < 0x80) {
        bytes.put((byte) c);
      } else {
        throw new IllegalArgumentException("not encoded");
      }
    }
    return bytes.flip();
  }

  /** What makes a browser save a file, under this name. */
  static String attachment(String name) {
    String ascii = name.replaceAll("[^\\x20-\\x7e]|[\"\\\\%]", "_");
    String plain = "attachment; filename=\"" + ascii + "\"";
    return ascii.equals(name) ? plain : plain + "; filename*=UTF-8''" + encoded(name);
  }

  private static String encoded(String name) {
    StringBuilder text = new StringBuilder();
    for (byte each : name.getBytes(StandardCharsets.UTF_8)) {
      if (each > 0 && (Character.isLetterOrDigit(each) || PLAIN.indexOf(each) >= 0)) {
        text.append((char) each);
      } else {
        text.append('%').append(HexFormat.of().withUpperCase().toHexDigits(each));
      }
    }
    return text.toString();
  }
}
