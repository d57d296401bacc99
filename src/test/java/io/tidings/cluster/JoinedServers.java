package io.tidings.cluster;

import io.tidings.broadcast.LocalDelivery;
import io.tidings.broadcast.SocketStore;
import io.tidings.namespace.TestServer;
import java.util.ArrayList;
import java.util.List;

/** Instances that share a real Redis, each with sockets of its own. */
public final class JoinedServers implements AutoCloseable {

  private final TestCluster cluster = new TestCluster(TestRedis.shared());
  private final List<Cluster> instances = new ArrayList<>();
  private final List<TestServer> servers = new ArrayList<>();

  public JoinedServers(int count) {
    for (int i = 0; i < count; i++) {
      servers.add(new TestServer("instanc" + (char) ('a' + i), this::join));
    }
    cluster.awaitSettled();
  }

  private TestServer.Links join(LocalDelivery delivery) {
    Cluster instance = cluster.instance(delivery);
    instances.add(instance);
    return new TestServer.Links(
        instance.adapter(),
        instance.history(),
        instance.presence(),
        instance.relay(),
        SocketStore.NONE,
        0);
  }

  public TestServer server(int index) {
    return servers.get(index);
  }

  /** Cuts an instance from Redis without a goodbye, as if its process had died. */
  public void kill(int index) {
    cluster.kill(instances.get(index));
  }

  @Override
  public void close() {
    servers.forEach(TestServer::close);
    cluster.close();
  }
}
