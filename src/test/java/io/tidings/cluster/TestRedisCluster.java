package io.tidings.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A real Redis Cluster on 127.0.0.1: three masters, and a replica of each. A test may kill or
 * freeze nodes, and moves the slot of a channel.
 */
final class TestRedisCluster implements AutoCloseable {

  private static final int MASTERS = 3;
  private static final int SLOTS = 16_384;
  private static final Duration LIMIT = Duration.ofSeconds(40);

  private final List<TestRedis> nodes = new ArrayList<>();

  /**
   * @param folder for the files of the nodes
   */
  TestRedisCluster(Path folder) throws IOException {
    for (int i = 0; i < 2 * MASTERS; i++) {
      Path own = Files.createDirectory(folder.resolve("node" + i));
      nodes.add(
          new TestRedis(
              "--cluster-enabled",
              "yes",
              "--cluster-config-file",
              own.resolve("nodes.conf").toString(),
              "--dir",
              own.toString(),
              "--cluster-node-timeout",
              "3000",
              "--repl-diskless-sync-delay",
              "0"));
    }
    try {
      joinNodes();
    } catch (RuntimeException | Error e) {
      // Nobody gets this object, who could close it.
      close();
      throw e;
    }
  }

  private void joinNodes() {
    for (int i = 0; i < MASTERS; i++) {
      assertThat(nodes.get(i).command("CLUSTER ADDSLOTS " + slots(i))).isEqualTo("+OK");
    }
    nodes.forEach(node -> nodes.get(0).command("CLUSTER MEET 127.0.0.1 " + node.port()));
    nodes.forEach(node -> await().atMost(LIMIT).until(() -> knowsAll(node)));
    for (int i = 0; i < MASTERS; i++) {
      TestRedis replica = nodes.get(MASTERS + i);
      assertThat(replica.command("CLUSTER REPLICATE " + id(nodes.get(i)))).isEqualTo("+OK");
    }
    awaitWhole();
  }

  private static String slots(int master) {
    return IntStream.range(SLOTS * master / MASTERS, SLOTS * (master + 1) / MASTERS)
        .mapToObj(String::valueOf)
        .collect(Collectors.joining(" "));
  }

  private boolean knowsAll(TestRedis node) {
    return node.lines("CLUSTER NODES").stream()
            .filter(line -> line.contains("master") || line.contains("slave"))
            .filter(line -> !line.contains("handshake"))
            .count()
        == nodes.size();
  }

  URI[] uris() {
    return nodes.stream().map(TestRedis::uri).toArray(URI[]::new);
  }

  /** The node that has the slot of a channel's keys, as the nodes that answer see it. */
  TestRedis master(String channel) {
    return owner(slot(channel, null), other(null));
  }

  private TestRedis owner(long slot, TestRedis asked) {
    return asked.lines("CLUSTER NODES").stream()
        .map(line -> line.split(" "))
        .filter(words -> words[2].contains("master") && has(words, slot))
        .map(words -> node(words[1]))
        .findFirst()
        .orElseThrow();
  }

  private static boolean has(String[] words, long slot) {
    for (int i = 8; i < words.length; i++) {
      String[] range = words[i].split("-");
      if (!words[i].startsWith("[")
          && Long.parseLong(range[0]) <= slot
          && slot <= Long.parseLong(range[range.length - 1])) {
        return true;
      }
    }
    return false;
  }

  /** The replica of a master. */
  TestRedis replica(TestRedis master) {
    String id = id(master);
    return master.lines("CLUSTER NODES").stream()
        .map(line -> line.split(" "))
        .filter(words -> words[3].equals(id))
        .map(words -> node(words[1]))
        .findFirst()
        .orElseThrow();
  }

  /** A node by its address, {@code ip:port@bus}. */
  private TestRedis node(String address) {
    int port = Integer.parseInt(address.replaceAll(".*:(\\d+)@.*", "$1"));
    return nodes.stream().filter(node -> node.port() == port).findFirst().orElseThrow();
  }

  private static String id(TestRedis node) {
    return node.lines("CLUSTER MYID").get(0);
  }

  private TestRedis other(TestRedis than) {
    return nodes.stream().filter(node -> node != than && node.isUp()).findFirst().orElseThrow();
  }

  private long slot(String channel, TestRedis otherThan) {
    return Long.parseLong(
        other(otherThan).command("CLUSTER KEYSLOT {" + channel + "}").substring(1));
  }

  /** Waits until another than {@code dead} has the slot of a channel. */
  void awaitTakeover(TestRedis dead, String channel) {
    long slot = slot(channel, dead);
    await().atMost(LIMIT).until(() -> owner(slot, other(dead)) != dead);
  }

  /** Moves the slot of a channel with its keys to another master, while it is used. */
  void move(String channel) {
    long slot = slot(channel, null);
    TestRedis source = master(channel);
    TestRedis target =
        nodes.stream().filter(node -> node != source && isMaster(node)).findFirst().orElseThrow();
    ok(target.command("CLUSTER SETSLOT " + slot + " IMPORTING " + id(source)));
    ok(source.command("CLUSTER SETSLOT " + slot + " MIGRATING " + id(target)));
    List<String> keys = source.lines("CLUSTER GETKEYSINSLOT " + slot + " 5");
    while (!keys.isEmpty()) {
      String all = String.join(" ", keys);
      ok(source.command("MIGRATE 127.0.0.1 " + target.port() + " \"\" 0 5000 KEYS " + all));
      keys = source.lines("CLUSTER GETKEYSINSLOT " + slot + " 5");
    }
    ok(target.command("CLUSTER SETSLOT " + slot + " NODE " + id(target)));
    nodes.stream()
        .filter(this::isMaster)
        .forEach(node -> ok(node.command("CLUSTER SETSLOT " + slot + " NODE " + id(target))));
  }

  private boolean isMaster(TestRedis node) {
    return node.lines("ROLE").contains("master");
  }

  private static void ok(String answer) {
    assertThat(answer).isIn("+OK", "+NOKEY");
  }

  /** Starts again what was killed, and waits until all masters and replicas are there. */
  void heal() {
    nodes.forEach(TestRedis::thaw);
    nodes.stream().filter(node -> !node.isUp()).forEach(TestRedis::start);
    awaitWhole();
  }

  private void awaitWhole() {
    nodes.forEach(node -> await().atMost(LIMIT).until(() -> isWhole(node)));
  }

  private boolean isWhole(TestRedis node) {
    return node.lines("CLUSTER INFO").contains("cluster_state:ok")
        && !node.lines("INFO replication").contains("master_link_status:down")
        && node.lines("CLUSTER NODES").stream().noneMatch(line -> line.contains("fail"))
        && node.lines("CLUSTER NODES").stream().filter(line -> line.contains("slave")).count()
            == MASTERS;
  }

  @Override
  public void close() {
    nodes.forEach(TestRedis::thaw);
    nodes.forEach(TestRedis::close);
  }
}
