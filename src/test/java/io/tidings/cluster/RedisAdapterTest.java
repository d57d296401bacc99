package io.tidings.cluster;

import io.tidings.broadcast.Adapter;
import io.tidings.broadcast.LocalDelivery;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

class RedisAdapterTest implements AdapterContract {

  private final TestCluster cluster = new TestCluster(TestRedis.shared());

  @Override
  public List<Adapter> join(LocalDelivery... deliveries) {
    return cluster.joined(deliveries).stream().map(Cluster::adapter).toList();
  }

  @AfterEach
  void close() {
    cluster.close();
  }
}
