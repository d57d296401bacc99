package io.tidings.files;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Media types that clients give: one that is none counts as bytes without a type. */
public final class FileType {

  public static final String UNKNOWN = "application/octet-stream";

  /** RFC 6838, section 4.2. */
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}";

  private static final Pattern TYPE =
      Pattern.compile("\\s*(" + NAME + "/" + NAME + ")\\s*(;[\\x20-\\x7e]*)?");
  private static final Pattern CHARSET =
      Pattern.compile(
          ";\\s*charset\\s*=\\s*\"?([A-Za-z0-9._:+-]{1,40})\"?", Pattern.CASE_INSENSITIVE);

  private FileType() {}

  /**
   * @param given null, if the client gives none
   * @return in lower case; of its parameters only {@code charset} is kept
   */
  public static String safe(String given) {
    Matcher type = TYPE.matcher(given == null ? "" : given);
    if (!type.matches()) {
      return UNKNOWN;
    }
    Matcher charset = CHARSET.matcher(type.group(2) == null ? "" : type.group(2));
    String parameters = charset.find() ? ";charset=" + charset.group(1) : "";
    return (type.group(1) + parameters).toLowerCase(Locale.ROOT);
  }
}
