package io.tidings.engine;

import io.tidings.ManualTime;

/** The engine's time, moved by hand. */
public final class ManualTimer extends ManualTime implements Timer {

  @Override
  public Handle schedule(long delay, Runnable what) {
    return add(delay, what)::run;
  }
}
