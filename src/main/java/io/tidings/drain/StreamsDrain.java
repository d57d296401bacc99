package io.tidings.drain;

import io.tidings.config.DrainConfig;
import io.tidings.engine.Timer;
import io.tidings.transport.EventStream;
import io.tidings.transport.EventStreams;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Ends the event streams of an instance, a few at a time: those who listen come back by themselves,
 * to another one. No new ones are opened meanwhile.
 */
final class StreamsDrain {

  /** Milliseconds between two looks at what is left. */
  static final long LOOK = 50;

  private final EventStreams streams;
  private final DrainConfig config;
  private final Timer timer;
  private final Random random;
  private final CompletableFuture<Void> over = new CompletableFuture<>();
  private long spreadUntil;
  private long deadline;

  StreamsDrain(EventStreams streams, DrainConfig config, Timer timer, Random random) {
    this.streams = streams;
    this.config = config;
    this.timer = timer;
    this.random = random;
  }

  /**
   * Begins; once.
   *
   * @return completes when none is left, at the latest after the two times of the configuration
   *     together: one whose listener does not read is not waited for longer
   */
  CompletionStage<Void> begin() {
    List<EventStream> all = new ArrayList<>(streams.all());
    Collections.shuffle(all, random);
    synchronized (this) {
      spreadUntil = timer.millis() + config.time();
      deadline = spreadUntil + config.grace();
    }
    new Batches(config.time(), random)
        .of(all)
        .forEach(
            batch ->
                timer.schedule(batch.after(), () -> batch.members().forEach(EventStream::end)));
    look();
    return over;
  }

  /** Ends all that are left at once. */
  void hurry() {
    synchronized (this) {
      spreadUntil = timer.millis();
      deadline = Math.min(deadline, spreadUntil + Drain.HURRY);
    }
    streams.all().forEach(EventStream::end);
  }

  private synchronized long spreadUntil() {
    return spreadUntil;
  }

  private synchronized long deadline() {
    return deadline;
  }

  private void look() {
    long now = timer.millis();
    if (now >= spreadUntil()) {
      // With those that were on their way in when it began.
      streams.all().forEach(EventStream::end);
    }
    if (streams.count() == 0 || now >= deadline()) {
      over.complete(null);
    } else {
      timer.schedule(LOOK, this::look);
    }
  }
}
