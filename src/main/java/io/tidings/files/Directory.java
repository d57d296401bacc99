package io.tidings.files;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;

/**
 * The folder of a {@link DirectoryStore}, its owner's alone where the system knows owners.
 *
 * @param shy whether to refuse one that somebody else has put there, who could then read all: for a
 *     place that everybody on the machine knows and may write to
 */
record Directory(Path path, boolean shy) {

  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  Directory(Path path) {
    this(path, false);
  }

  /** A folder of the user's own below one that is everybody's. */
  static Directory ofThisUser(Path everybodys) {
    String user = System.getProperty("user.name", "").replaceAll("[^A-Za-z0-9_-]", "");
    return new Directory(everybodys.resolve("tidings-files-" + user), true);
  }

  boolean exists() {
    return Files.isDirectory(path);
  }

  /** Makes it where it is not there. */
  void create() throws IOException {
    if (!exists()) {
      Files.createDirectories(path, only("rwx------"));
    }
    if (shy && !isOurs()) {
      throw new IOException(path + " belongs to somebody else");
    }
  }

  /** What time it is by the file system, which may be another machine's. */
  Instant now() throws IOException {
    Path probe = Files.createTempFile(path, "now", null, only("rw-------"));
    try {
      return Files.getLastModifiedTime(probe).toInstant();
    } finally {
      Files.delete(probe);
    }
  }

  private boolean isOurs() throws IOException {
    if (Files.isSymbolicLink(path)) {
      return false;
    }
    Path probe = Files.createTempFile(path, "owner", null, only("rw-------"));
    try {
      return owner(path).equals(owner(probe));
    } finally {
      Files.delete(probe);
    }
  }

  private static Object owner(Path path) throws IOException {
    return POSIX ? Files.getOwner(path, LinkOption.NOFOLLOW_LINKS) : "";
  }

  /**
   * Attributes of what is made in it.
   *
   * @param permissions as {@code ls} shows them
   */
  static FileAttribute<?>[] only(String permissions) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
