package io.tidings.cluster;

import java.util.List;
import org.junit.jupiter.api.AfterEach;

class RedisPresenceTest implements PresenceContract {

  private final TestCluster cluster = new TestCluster(TestRedis.shared());

  @Override
  public List<Place> joined() {
    return cluster.joined(new Recorder(), new Recorder()).stream().map(Place::of).toList();
  }

  @AfterEach
  void close() {
    cluster.close();
  }
}
