package io.tidings.files;

import io.tidings.config.FilesConfig;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The way in for files. Each that is on its way occupies a thread for as long as its sender likes,
 * so only so many are taken at a time, and on threads of their own: the server's are for everybody.
 */
public final class Intake {

  private static final long IDLE_SECONDS = 10;

  private final FileStore store;
  private final FilesConfig config;
  private final InstantSource clock;
  private final Semaphore places;
  private final ExecutorService threads =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Intake::thread);

  Intake(FileStore store, FilesConfig config, InstantSource clock) {
    this.store = store;
    this.config = config;
    this.clock = clock;
    this.places = new Semaphore(config.uploads());
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "tidings-upload");
    thread.setDaemon(true);
    return thread;
  }

  /** Threads that may wait for the sender of an upload that was begun: one for each. */
  public Executor threads() {
    return threads;
  }

  void close() {
    threads.shutdown();
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
