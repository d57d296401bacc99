package io.tidings.cluster;

import static io.tidings.cluster.PresenceContract.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidings.broadcast.Presence;
import io.tidings.broadcast.SocketRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisPresenceTest implements PresenceContract {

  private final TestCluster cluster = new TestCluster(TestRedis.shared());

  @Override
  public List<Place> joined() {
    return cluster.joined(new Recorder(), new Recorder()).stream().map(Place::of).toList();
  }

  @Test
  void aSocketThatMovesIsListedOnceAndStaysWhenItsOldInstanceForgetsIt() {
    List<Place> places = joined();
    Presence here = places.get(0).presence();
    places.get(0).connect("a", "/", "x", "old");
    await().until(() -> get(here.members("/", "x")) == 1);

    places.get(1).connect("a", "/", "x", "new");
    await().until(() -> get(here.members("/", "x")) == 2);
    assertThat(get(here.sockets("/", Optional.of("x")))).hasSize(1);
    here.joined("/", "a", "late");
    here.disconnected("/", "a");

    await().until(() -> get(here.rooms("/")).equals(Map.of("x", 1, "new", 1)));
    assertThat(get(here.socket("a")).map(SocketRecord::instance))
        .contains(places.get(1).instance());
  }

  @Test
  void nothingIsLeftOfAnInstanceThatDies() {
    List<Cluster> instances = cluster.joined(new Recorder(), new Recorder());
    Presence here = instances.get(0).presence();
    Place dies = Place.of(instances.get(1));
    for (int i = 0; i < 1_000; i++) {
      dies.connect("s" + i, "/dead", "all", "room" + i);
    }
    await().until(() -> get(here.members("/dead", "all")) == 1_000);

    cluster.kill(instances.get(1));

    String keys =
        "EVAL \"return #redis.call('KEYS', ARGV[1])\" 0 {" + cluster.channel + "}:presence:*";
    await().until(() -> TestRedis.shared().command(keys).equals(":0"));
    assertThat(get(here.rooms("/dead"))).isEmpty();
    assertThat(get(here.sockets("/dead", Optional.empty()))).isEmpty();
  }

  @AfterEach
  void close() {
    cluster.close();
  }
}
