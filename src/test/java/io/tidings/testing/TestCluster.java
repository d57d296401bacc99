package io.tidings.testing;

import io.tidings.cluster.InProcessBus;
import io.tidings.cluster.InProcessPresence;
import io.tidings.config.RecoveryConfig;
import io.tidings.config.Settings;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Instances in memory that share events, presence, and one clock. */
public final class TestCluster implements AutoCloseable {

  private final ManualClock clock = new ManualClock();
  private final InProcessBus bus;
  private final InProcessPresence presence = new InProcessPresence();
  private final List<TestInstance> instances = new ArrayList<>();
  private final TestKit kit;

  /** Whether there is nobody who could take over what an instance leaves. */
  private final boolean alone;

  TestCluster(TestKit kit, int count) {
    this.kit = kit;
    this.alone = count == 1;
    Settings settings = new Settings(key -> Optional.ofNullable(kit.settings().get(key)));
    bus = new InProcessBus(Clock.systemUTC(), RecoveryConfig.from(settings));
    try {
      for (int i = 0; i < count; i++) {
        start();
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Starts one more instance. */
  public TestInstance start() {
    // Session ids begin with an instance's id, which has eight characters.
    String id = String.format("test%04d", instances.size());
    TestInstance instance = new TestInstance(id, kit, clock, new Shared(bus, presence, alone));
    instances.add(instance);
    return instance;
  }

  /** What the instances share. */
  record Shared(InProcessBus bus, InProcessPresence presence, boolean alone) {}

  /**
   * @param index from 0, in the order of their start
   */
  public TestInstance instance(int index) {
    return instances.get(index);
  }

  /** The time of all instances. */
  public ManualClock clock() {
    return clock;
  }

  /** Lets milliseconds pass, on all instances; see {@link TestInstance#advance}. */
  public void advance(long millis) {
    clock.advance(millis);
  }

  /** Stops the instances; a second call does nothing. */
  @Override
  public void close() {
    instances.forEach(TestInstance::close);
  }
}
