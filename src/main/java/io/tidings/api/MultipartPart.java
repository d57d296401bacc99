package io.tidings.api;

import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;

/**
 * A part of a form.
 *
 * @param fileName as it is given; a field that holds no file has none
 * @param type as it is given, or null
 * @param content to be read before the next part is asked for
 */
record MultipartPart(Optional<String> fileName, String type, InputStream content) {

  /**
   * @param headers lines; the first is what follows the boundary
   */
  static MultipartPart of(String headers, InputStream content) {
    String disposition = null;
    String type = null;
    for (String line : headers.split("\r\n", -1)) {
      int colon = line.indexOf(':');
      switch (line.substring(0, Math.max(colon, 0)).strip().toLowerCase(Locale.ROOT)) {
        case "content-disposition" -> disposition = line.substring(colon + 1);
        case "content-type" -> type = line.substring(colon + 1);
        default -> {
          // Of no interest.
        }
      }
    }
    // Browsers write a quotation mark in a name like this, and nothing else.
    Optional<String> name =
        Disposition.parse(disposition).fileName().map(given -> given.replace("%22", "\""));
    return new MultipartPart(name, type, content);
  }
}
