package io.tidings.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidings.broadcast.Adapter;
import io.tidings.broadcast.LocalDelivery;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Adapter, presence and what is kept of sockets over a Redis Cluster of three masters. */
class RedisClusterTest implements AdapterContract, PresenceContract {

  private static final int SLOTS = 16_384;

  @TempDir static Path folder;
  private static final List<TestRedis> NODES = new ArrayList<>();

  private final TestCluster cluster =
      new TestCluster(NODES.stream().map(TestRedis::uri).toArray(URI[]::new));

  @BeforeAll
  static void start() throws IOException {
    for (int i = 0; i < 3; i++) {
      String file = folder.resolve("nodes" + i).toString();
      NODES.add(new TestRedis("--cluster-enabled", "yes", "--cluster-config-file", file));
    }
    for (int i = 0; i < 3; i++) {
      String slots =
          IntStream.range(SLOTS * i / 3, SLOTS * (i + 1) / 3)
              .mapToObj(String::valueOf)
              .collect(Collectors.joining(" "));
      assertThat(NODES.get(i).command("CLUSTER ADDSLOTS " + slots)).isEqualTo("+OK");
      NODES.get(0).command("CLUSTER MEET 127.0.0.1 " + NODES.get(i).port());
    }
    for (TestRedis node : NODES) {
      // A node answers for keys that are not its own once it knows the whole cluster.
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> IntStream.range(0, 3).allMatch(i -> knows(node, i)));
    }
  }

  private static boolean knows(TestRedis node, int other) {
    String answer = node.command("GET key" + other);
    return answer.equals("$-1") || answer.startsWith("-MOVED");
  }

  @AfterAll
  static void stop() {
    NODES.forEach(TestRedis::close);
    NODES.clear();
  }

  @Override
  public List<Adapter> join(LocalDelivery... deliveries) {
    return cluster.joined(deliveries).stream().map(Cluster::adapter).toList();
  }

  @Override
  public List<Place> joined() {
    return cluster.joined(new Recorder(), new Recorder()).stream().map(Place::of).toList();
  }

  @Test
  void aSocketOutlivesItsInstance() {
    List<Cluster> instances = cluster.joined(new Recorder(), new Recorder());
    List<SocketStoreContract.Keeper> keepers =
        instances.stream().map(SocketStoreContract.Keeper::of).toList();
    keepers.get(0).save("s", "state");
    keepers.get(0).append("s", "1", "2");
    keepers.get(1).awaitOwner("s", keepers.get(0));
    keepers.get(0).awaitWritten();

    cluster.kill(instances.get(0));

    assertThat(keepers.get(1).claimed("s")).containsExactly("state", "1", "2");
  }

  @AfterEach
  void close() {
    cluster.close();
  }
}
