package io.tidings.cluster;

import io.tidings.relay.Relay;
import java.util.ArrayList;
import java.util.List;

/** The relays of instances that share a real Redis, for tests of what they carry. */
public final class JoinedRelays implements AutoCloseable {

  private final TestCluster cluster = new TestCluster(TestRedis.shared());
  private final List<Cluster> instances = new ArrayList<>();

  public JoinedRelays(int count) {
    for (int i = 0; i < count; i++) {
      instances.add(cluster.instance(new Recorder()));
    }
    cluster.settle();
  }

  public Relay relay(int instance) {
    return instances.get(instance).relay();
  }

  /** An instance's id, eight characters. */
  public String id(int instance) {
    return instances.get(instance).registry().self().id();
  }

  /** Cuts an instance from Redis without a goodbye, as if its process had died. */
  public void kill(int instance) {
    cluster.kill(instances.get(instance));
  }

  @Override
  public void close() {
    cluster.close();
  }
}
