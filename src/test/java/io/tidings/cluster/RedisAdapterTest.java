package io.tidings.cluster;

import io.tidings.broadcast.Adapter;
import io.tidings.broadcast.LocalDelivery;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

class RedisAdapterTest implements AdapterContract {

  private final TestCluster cluster = new TestCluster(TestRedis.shared());

  @Override
  public List<Adapter> join(LocalDelivery... deliveries) {
    List<Adapter> adapters = new ArrayList<>();
    for (LocalDelivery delivery : deliveries) {
      adapters.add(cluster.instance(delivery).adapter());
    }
    cluster.awaitHealthy();
    return adapters;
  }

  @AfterEach
  void close() {
    cluster.close();
  }
}
