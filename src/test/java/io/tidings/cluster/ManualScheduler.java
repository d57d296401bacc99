package io.tidings.cluster;

import io.tidings.testing.ManualClock;

/** The cluster's time, moved by hand. */
final class ManualScheduler extends ManualClock {}
