package io.tidings.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Reads {@code tidings.*} values and refuses bad ones with a message that names the key, the value
 * and what is allowed.
 */
public final class Settings {

  private static final String PREFIX = "tidings.";

  private static final String FILE = ".file";

  private final Function<String, Optional<String>> source;

  private final Set<String> asked = ConcurrentHashMap.newKeySet();

  /**
   * @param source the value of a full key such as {@code tidings.ping-interval}, if it is set
   */
  public Settings(Function<String, Optional<String>> source) {
    this.source = source;
  }

  Optional<String> text(String key) {
    return whole(PREFIX + key);
  }

  /** The value of a key that is not ours. */
  Optional<String> whole(String key) {
    asked.add(key);
    return source.apply(key).map(String::strip).filter(value -> !value.isEmpty());
  }

  /**
   * The value of a key, or what is in the file that the key with {@code .file} behind it names.
   *
   * @throws InvalidSettingException when both are set, or the file cannot be read
   */
  Optional<String> secret(String key) {
    Optional<String> value = text(key);
    Optional<String> file = text(key + FILE);
    if (file.isEmpty()) {
      return value;
    }
    if (value.isPresent()) {
      throw refused(key + FILE, file.get(), "no file where " + PREFIX + key + " is set, too");
    }
    try {
      return Optional.of(Files.readString(Path.of(file.get())).strip())
          .filter(content -> !content.isEmpty());
    } catch (IOException | InvalidPathException e) {
      throw refused(key + FILE, file.get(), "a text file that this process may read");
    }
  }

  /** Every key in full that was asked for. */
  Set<String> asked() {
    return Set.copyOf(asked);
  }

  String text(String key, String fallback) {
    return text(key).orElse(fallback);
  }

  long number(String key, long fallback, long min, long max) {
    return wholeNumber(PREFIX + key, fallback, min, max);
  }

  /** The same for a key that is not one of ours. */
  long wholeNumber(String key, long fallback, long min, long max) {
    Optional<String> value = whole(key);
    if (value.isEmpty()) {
      return fallback;
    }
    String allowed = "a whole number from " + min + " to " + max;
    try {
      long number = Long.parseLong(value.get());
      if (number < min || number > max) {
        throw new InvalidSettingException(key, value.get(), allowed);
      }
      return number;
    } catch (NumberFormatException e) {
      throw new InvalidSettingException(key, value.get(), allowed);
    }
  }

  boolean flag(String key, boolean fallback) {
    Optional<String> value = text(key);
    if (value.isEmpty()) {
      return fallback;
    }
    return switch (value.get().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw refused(key, value.get(), "true or false");
    };
  }

  /** A comma-separated list, without blanks around its items and without empty ones. */
  Set<String> list(String key, String fallback) {
    return items(text(key, fallback));
  }

  static Set<String> items(String list) {
    Set<String> items = new LinkedHashSet<>();
    for (String item : list.split(",", -1)) {
      if (!item.isBlank()) {
        items.add(item.strip());
      }
    }
    return items;
  }

  static InvalidSettingException refused(String key, String value, String allowed) {
    return new InvalidSettingException(PREFIX + key, value, allowed);
  }
}
