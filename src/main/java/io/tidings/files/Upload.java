package io.tidings.files;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.function.LongConsumer;

/**
 * One file on its way in, for one thread: a buffer's worth of it is in memory. Closed before it is
 * published, it leaves nothing behind.
 */
public final class Upload implements AutoCloseable {

  private static final int BUFFER = 64 * 1024;

  private final Intake intake;
  private final FileStore.Draft draft;
  private final String id;
  private final MessageDigest digest = sha256();
  private long size;

  Upload(Intake intake, FileStore store) throws StorageException {
    this.intake = intake;
    this.id = FileId.next();
    try {
      this.draft = store.begin(id);
    } catch (IOException e) {
      throw new StorageException(e);
    }
  }

  public String id() {
    return id;
  }

  /**
   * Reads a stream to its end.
   *
   * @param progress called with the count of bytes that have come, after each few of them
   * @throws TooLargeException as soon as more comes than is allowed
   * @throws StorageException when it is not the stream that fails
   */
  public void take(InputStream content, LongConsumer progress) throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
      size += count;
      if (size > intake.maxBytes()) {
        throw new TooLargeException(intake.maxBytes());
      }
      digest.update(buffer, 0, count);
      keep(buffer, count);
      progress.accept(size);
    }
  }

  private void keep(byte[] buffer, int count) throws StorageException {
    try {
      draft.write(buffer, 0, count);
    } catch (IOException e) {
      throw new StorageException(e);
    }
  }

  /** Bytes that have come. */
  public long size() {
    return size;
  }

  /** Makes the file be found, until it expires. Called once, when all has come. */
  public FileEntry publish(String name, String type, String namespace, String room)
      throws StorageException {
    Instant now = intake.now();
    String hash = HexFormat.of().formatHex(digest.digest());
    FileEntry entry =
        new FileEntry(
            id, name, type, size, hash, namespace, room, now, now.plusMillis(intake.ttl()));
    try {
      draft.publish(entry);
    } catch (IOException e) {
      throw new StorageException(e);
    }
    return entry;
  }

  @Override
  public void close() {
    try {
      draft.close();
    } finally {
      intake.ended();
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
