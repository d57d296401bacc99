package io.tidings.broadcast;

import java.time.InstantSource;

/**
 * What time it is, the same on all instances, however wrong the clocks of their machines are: Redis
 * says so where there is one. By it goes whatever one instance writes and another one compares.
 */
public interface ClusterClock extends InstantSource {

  /** That of an instance which is alone, or has not heard from Redis yet: its machine's. */
  ClusterClock OF_THIS_MACHINE = () -> InstantSource.system().instant();
}
