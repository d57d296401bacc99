package io.tidings.files;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One look at all of a folder. Other instances may look at the same time. */
final class Sweep {

  private static final System.Logger LOG = System.getLogger(Sweep.class.getName());

  private static final Pattern OURS =
      Pattern.compile("(" + FileId.FORM + ")\\.(bytes|json|part|json\\.part)");

  /** Servers give up long before on an upload of which nothing comes. */
  private static final Duration STALE = Duration.ofMinutes(15);

  private final DirectoryStore store;
  private final Instant now;

  /**
   * @param now by the clock of the file system, which says when files were written
   */
  Sweep(DirectoryStore store, Instant now) {
    this.store = store;
    this.now = now;
  }

  void over(Path directory) throws IOException {
    try (DirectoryStream<Path> paths = Files.newDirectoryStream(directory)) {
      for (Path path : paths) {
        Matcher name = OURS.matcher(path.getFileName().toString());
        // What else lies there is not ours to remove.
        if (name.matches()) {
          look(path, name.group(1), name.group(2));
        }
      }
    }
  }

  private void look(Path path, String id, String kind) {
    try {
      if (kind.equals("json")) {
        if (store.isExpired(id)) {
          store.delete(id);
        }
      } else if (isStale(path) && !(kind.equals("bytes") && Files.exists(store.json(id)))) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // The others are looked at all the same, and this one again next time.
      LOG.log(Level.WARNING, "Cannot remove " + path, e);
    }
  }

  private boolean isStale(Path path) throws IOException {
    try {
      return Files.getLastModifiedTime(path).toInstant().plus(STALE).isBefore(now);
    } catch (NoSuchFileException e) {
      return false;
    }
  }
}
