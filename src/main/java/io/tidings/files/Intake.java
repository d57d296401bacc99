package io.tidings.files;

import io.tidings.config.FilesConfig;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * The way in for files. Each that is on its way occupies a thread of the server for as long as its
 * sender likes, so only so many are taken at a time; the others' threads are for everybody else.
 */
public final class Intake {

  private final FileStore store;
  private final FilesConfig config;
  private final InstantSource clock;
  private final Semaphore places;

  Intake(FileStore store, FilesConfig config, InstantSource clock) {
    this.store = store;
    this.config = config;
    this.clock = clock;
    this.places = new Semaphore(config.uploads());
  }

  /**
   * Begins an upload, which the caller closes.
   *
   * @return empty when as many are on their way as may be
   */
  public Optional<Upload> begin() throws StorageException {
    if (!places.tryAcquire()) {
      return Optional.empty();
    }
    boolean begun = false;
    try {
      Upload upload = new Upload(this, store);
      begun = true;
      return Optional.of(upload);
    } finally {
      if (!begun) {
        ended();
      }
    }
  }

  void ended() {
    places.release();
  }

  /** What a file may have. */
  public long maxBytes() {
    return config.maxBytes();
  }

  /** Milliseconds that a file lives. */
  long ttl() {
    return config.ttlMillis();
  }

  Instant now() {
    return clock.instant();
  }
}
