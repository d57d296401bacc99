package io.tidings.engine;

import io.tidings.testing.ManualClock;

/** The engine's time, moved by hand. */
public final class ManualTimer extends ManualClock {}
