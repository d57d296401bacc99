package io.tidings.cluster;

import java.util.List;
import org.junit.jupiter.api.AfterEach;

class RedisPresenceTest implements PresenceContract {

  private final TestCluster cluster = new TestCluster(TestRedis.shared());

  @Override
  public List<Place> joined() {
    List<Cluster> instances =
        List.of(cluster.instance(new Recorder()), cluster.instance(new Recorder()));
    cluster.awaitHealthy();
    return instances.stream()
        .map(each -> new Place(each.registry().self().id(), each.presence()))
        .toList();
  }

  @AfterEach
  void close() {
    cluster.close();
  }
}
