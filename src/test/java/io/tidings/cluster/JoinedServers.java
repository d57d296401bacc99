package io.tidings.cluster;

import io.tidings.broadcast.LocalDelivery;
import io.tidings.config.RecoveryConfig;
import io.tidings.namespace.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Instances that share a real Redis, each with sockets of its own. */
public final class JoinedServers implements AutoCloseable {

  private final TestCluster cluster;
  private final long window;
  private final List<Cluster> instances = new ArrayList<>();
  private final List<TestServer> servers = new ArrayList<>();

  public JoinedServers(int count) {
    this(count, 0);
  }

  /**
   * @param window milliseconds for which clients may come back; 0 for never
   */
  public JoinedServers(int count, long window) {
    this.window = window;
    cluster =
        new TestCluster(TestRedis.shared())
            .remembering(new RecoveryConfig(window, 10_000, 64 << 20));
    for (int i = 0; i < count; i++) {
      servers.add(new TestServer("instanc" + (char) ('a' + i), this::join));
    }
    cluster.settle();
  }

  private TestServer.Links join(LocalDelivery delivery) {
    Cluster instance = cluster.instance(delivery);
    instances.add(instance);
    return new TestServer.Links(
        instance.adapter(),
        instance.history(),
        instance.presence(),
        instance.relay(),
        instance.store(),
        instance.idempotency(),
        window);
  }

  public TestServer server(int index) {
    return servers.get(index);
  }

  /** Which instance has what is kept of a socket, as another one reads it. */
  public Optional<String> stored(int reader, String secret) {
    return instances.get(reader).store().owner(secret).toCompletableFuture().join();
  }

  /** Waits until Redis has what an instance keeps of its sockets. */
  public void awaitWritten(int index) {
    PresenceContract.get(((RedisSocketStore) instances.get(index).store()).written());
  }

  /** How many broadcasts of the past an instance has read from Redis. */
  public long entriesRead(int index) {
    return ((RedisHistory) instances.get(index).history()).entriesRead();
  }

  /** Cuts an instance from Redis without a goodbye, as if its process had died. */
  public void kill(int index) {
    cluster.kill(instances.get(index));
  }

  /** An instance begins to leave in good order: it gives nothing away any more. */
  public void leave(int index) {
    ((RedisRelay) instances.get(index).relay()).leave();
  }

  /** An instance has left in good order. */
  public void left(int index) {
    instances.get(index).close();
  }

  @Override
  public void close() {
    servers.forEach(TestServer::close);
    cluster.close();
  }
}
