package io.tidings.files;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Where bytes lie. What one instance publishes here all find, whole or not at all.
 *
 * <p>A store makes its paths or keys from ids alone and takes any string for an id: one that is not
 * of {@link FileId}'s form names no file. It neither counts nor hashes; {@link Upload} does.
 */
public interface FileStore {

  /**
   * Begins a file that nobody finds yet.
   *
   * @param id a new one, of {@link FileId}
   */
  Draft begin(String id) throws IOException;

  /** What is known of a file; empty when there is none, or no longer. */
  Optional<FileEntry> find(String id) throws IOException;

  /**
   * Opens a part of a file. The caller closes the stream.
   *
   * @param from the first byte, counted from 0
   * @param length bytes; {@code from + length} is at most the file's size
   * @return empty when the file went away meanwhile
   */
  Optional<InputStream> open(FileEntry entry, long from, long length) throws IOException;

  /**
   * Removes a file.
   *
   * @return whether there was one
   */
  boolean delete(String id) throws IOException;

  /** Removes what has expired, and what is left of uploads that nobody finished. */
  void sweep() throws IOException;

  /** A file on its way in, for one thread. Closed without being published, it leaves nothing. */
  interface Draft extends Closeable {

    void write(byte[] bytes, int offset, int length) throws IOException;

    /** Makes the file be found, once its bytes are safe. */
    void publish(FileEntry entry) throws IOException;

    @Override
    void close();
  }
}
