package io.tidings.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Files that clients send.
 *
 * @param directory where they lie; none: a folder of this machine's temporary ones
 * @param ttlMillis how long they live, in milliseconds
 * @param maxBytes of one file
 * @param uploads that one instance takes at a time
 */
public record FilesConfig(Optional<Path> directory, long ttlMillis, long maxBytes, int uploads) {

  /** The full key of {@link #directory}. */
  public static final String DIRECTORY = "tidings.files.directory";

  public static final FilesConfig DEFAULT =
      new FilesConfig(Optional.empty(), 86_400_000, 209_715_200, 32);

  private static final long SHORTEST = 1_000;
  private static final long LONGEST = 31_536_000_000L;
  private static final long LARGEST = 1L << 40;
  private static final int MOST = 10_000;

  public static FilesConfig from(Settings settings) {
    return new FilesConfig(
        settings.text("files.directory").map(FilesConfig::path),
        settings.number("files.ttl", DEFAULT.ttlMillis(), SHORTEST, LONGEST),
        settings.number("files.max-bytes", DEFAULT.maxBytes(), 1, LARGEST),
        (int) settings.number("files.uploads", DEFAULT.uploads(), 1, MOST));
  }

  private static Path path(String text) {
    try {
      Path path = Path.of(text);
      if (path.isAbsolute()) {
        return path;
      }
    } catch (InvalidPathException e) {
      // Refused in the same words.
    }
    throw Settings.refused("files.directory", text, "an absolute path of a folder");
  }
}
