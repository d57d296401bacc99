package io.tidings.files;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The time of day, which a test moves by hand. */
final class MovableClock implements InstantSource {

  private Instant now = Instant.now();

  @Override
  public Instant instant() {
    return now;
  }

  void advance(Duration by) {
    now = now.plus(by);
  }
}
