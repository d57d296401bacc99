package io.tidings.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidings.broadcast.SocketStore;
import io.tidings.config.RecoveryConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisSocketStoreTest implements SocketStoreContract {

  /** Short enough to be awaited, long enough for a busy machine. */
  private static final RecoveryConfig SHORT = new RecoveryConfig(1_000, 100, 64 << 20);

  private final TestRedis server = TestRedis.shared();
  private TestCluster cluster = new TestCluster(server);
  private final Map<String, Cluster> instances = new HashMap<>();

  @AfterEach
  void close() {
    cluster.close();
  }

  @Override
  public List<Keeper> three() {
    List<Keeper> three = Stream.generate(this::keeper).limit(3).toList();
    cluster.settle();
    return three;
  }

  private Keeper keeper() {
    return keeper(cluster.instance(new Recorder()));
  }

  private Keeper keeper(Cluster instance) {
    Keeper keeper = Keeper.of(instance);
    instances.put(keeper.instance(), instance);
    return keeper;
  }

  @Override
  public void kill(Keeper instance) {
    cluster.kill(instances.get(instance.instance()));
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofSeconds(30));
  }

  /** What an instance inherits, as lists of a state and events. */
  private static List<List<String>> heirOf(Keeper keeper) {
    List<List<String>> inherited = new CopyOnWriteArrayList<>();
    keeper.store().inherit(estate -> inherited.add(SocketStoreContract.texts(estate)));
    return inherited;
  }

  private static List<List<String>> states(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> List.of("state" + i, "e" + i)).toList();
  }

  private static void save(Keeper keeper, int from, int to) {
    IntStream.range(from, to)
        .forEach(
            i -> {
              keeper.save("s" + i, "state" + i);
              keeper.append("s" + i, "e" + i);
            });
    keeper.awaitWritten();
  }

  private List<String> kept() {
    return cluster.keys().stream().filter(key -> key.contains(":kept")).toList();
  }

  @Test
  void whatNobodyClaimsIsInheritedOnce() {
    cluster.remembering(SHORT);
    List<Keeper> all = three();
    List<List<String>> first = heirOf(all.get(1));
    List<List<String>> second = heirOf(all.get(2));
    save(all.get(0), 0, 1_000);

    kill(all.get(0));
    all.get(1).claimed("s7");

    patiently().until(() -> first.size() + second.size() >= 999);
    assertThat(Stream.of(first, second).flatMap(List::stream))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(states(0, 7), states(8, 1_000)).flatMap(List::stream).toList());
    assertThat(all.get(2).owner("s0")).isEmpty();
    assertThat(all.get(2).claim("s0")).isEmpty();
    assertThat(all.get(2).owner("s7")).contains(all.get(1).instance());

    all.get(1).store().remove("s7");
    await().until(() -> kept().stream().noneMatch(key -> key.contains("kept-events")));
    await().until(() -> server.command("EXISTS {" + cluster.channel + "}:kept-by").equals(":0"));
    assertThat(first.size() + second.size()).isEqualTo(999);
  }

  @Test
  void whatIsHandedOverIsHandedOverAgainWhenTheAnswerDidNotArrive() {
    cluster.remembering(SHORT);
    Keeper dies = three().get(0);
    save(dies, 0, 3);
    kill(dies);
    // Its lease ends, then the window.
    await()
        .pollDelay(Duration.ofMillis(TestCluster.TIMING.lease() + SHORT.windowMillis()))
        .until(() -> server.command("ZCARD {" + cluster.channel + "}:leases").equals(":2"));
    Redis redis = cluster.redis();
    ManualScheduler time = new ManualScheduler();
    KeptScope scope =
        new KeptScope(
            new RedisKeys(cluster.channel),
            "instancx",
            TestCluster.TIMING.lease(),
            SHORT.windowMillis());
    List<List<String>> lost = new CopyOnWriteArrayList<>();
    List<List<String>> arrived = new CopyOnWriteArrayList<>();
    // Both make the same first call; the first makes no second one.
    for (List<List<String>> inherited : List.of(lost, arrived)) {
      Inheritance call = new Inheritance(redis, scope, 1_000, time);
      call.inherit(
          estate -> {
            call.close();
            inherited.add(SocketStoreContract.texts(estate));
          });
      call.start();
      time.advance(1_000);
      await().until(() -> inherited.size() == 3);
    }

    assertThat(arrived).containsExactlyInAnyOrderElementsOf(states(0, 3)).isEqualTo(lost);
  }

  @Test
  void clientsHaveTheWindowToComeBack() {
    cluster.remembering(SHORT);
    List<Keeper> all = three();
    List<List<String>> inherited = heirOf(all.get(1));
    save(all.get(0), 0, 3);
    kill(all.get(0));
    await()
        .until(
            () ->
                PresenceContract.get(instances.get(all.get(1).instance()).registry().instances())
                        .size()
                    == 2);
    long gone = System.nanoTime();

    await().until(() -> inherited.size() == 3);
    assertThat(Duration.ofNanos(System.nanoTime() - gone))
        .isGreaterThan(Duration.ofMillis(SHORT.windowMillis() / 2));
  }

  @Test
  void whoLeavesInGoodOrderLeavesItsSocketsToo() {
    cluster.remembering(SHORT);
    List<Keeper> all = three();
    List<List<String>> inherited = heirOf(all.get(2));
    Keeper leaves = all.get(0);
    for (int i = 0; i < 3; i++) {
      leaves.save("s" + i, "state" + i);
      leaves.append("s" + i, "e" + i);
    }

    instances.get(leaves.instance()).close();

    assertThat(all.get(1).claim("s0")).contains(List.of("state0", "e0"));
    await()
        .untilAsserted(
            () -> assertThat(inherited).containsExactlyInAnyOrderElementsOf(states(1, 3)));
  }

  @Test
  void whoIsSlowKeepsWhatNobodyHasClaimed() {
    ManualScheduler stopped = new ManualScheduler();
    Keeper here = keeper();
    Keeper slow = keeper(cluster.instance(new Recorder(), stopped));
    stopped.advance(TestCluster.TIMING.interval());
    slow.save("claimed", "old");
    slow.save("unclaimed", "old");
    await()
        .until(
            () -> {
              stopped.advance(5);
              return here.owner("unclaimed").isPresent();
            });

    here.claimed("claimed");
    here.save("claimed", "new");
    here.awaitWritten();
    slow.save("claimed", "from the past");
    slow.save("unclaimed", "of now");
    Cluster instance = instances.get(slow.instance());
    await()
        .until(
            () -> {
              // Its heartbeat finds that it was forgotten, and all is written again.
              stopped.advance(TestCluster.TIMING.interval());
              return PresenceContract.get(instance.registry().instances()).size() == 2;
            });

    assertThat(here.owner("claimed")).contains(here.instance());
    assertThat(here.owner("unclaimed")).contains(slow.instance());
    assertThat(here.claim("unclaimed")).isEmpty();
    kill(slow);
    assertThat(here.claimed("unclaimed")).containsExactly("of now");
  }

  @Test
  void nothingStaysForEver() {
    cluster.remembering(new RecoveryConfig(100, 10, 64 << 20));
    Keeper alone = three().get(0);
    save(alone, 0, 3);
    assertThat(kept()).hasSizeGreaterThan(4);

    kept()
        .forEach(
            key -> assertThat(server.command("PTTL " + key)).as(key).isNotIn(":-1", ":0", ":-2"));
    String owners = "{" + cluster.channel + "}:kept-by";
    server.command("HSET " + owners + " left instgone");

    await().until(() -> alone.owner("left").isEmpty());
    assertThat(alone.owner("s0")).isPresent();
  }

  @Test
  void withoutRecoveryNothingIsKept() {
    Cluster instance =
        cluster.remembering(new RecoveryConfig(0, 10, 64 << 20)).instance(new Recorder());

    assertThat(instance.store()).isSameAs(SocketStore.NONE);
  }

  @Test
  void redisMayComeBackEmpty() {
    try (TestRedis own = new TestRedis()) {
      cluster.close();
      cluster = new TestCluster(own);
      List<Keeper> all = three();
      save(all.get(0), 0, 2_000);
      all.get(1).save("other", "of another");
      all.get(1).awaitWritten();

      own.stop();
      all.get(0).save("s0", "newer");
      all.get(0).store().remove("s1");
      all.get(0).save("meanwhile", "new");
      all.get(0).append("s0", "since");
      assertThat(all.get(1).store().claim("s0").toCompletableFuture())
          .failsWithin(Duration.ofSeconds(10))
          .withThrowableThat()
          .withCauseInstanceOf(TimeoutException.class);
      own.start();

      patiently().until(() -> all.get(2).owner("s1999").isPresent());
      patiently().until(() -> all.get(2).owner("other").isPresent());
      cluster.awaitSettled();
      all.get(0).awaitWritten();
      assertThat(all.get(2).owner("s1")).isEmpty();
      assertThat(all.get(2).owner("meanwhile")).isPresent();
      assertThat(all.get(2).claim("s0")).isEmpty();
      kill(all.get(0));
      assertThat(all.get(2).claimed("s0")).containsExactly("newer", "since");
      assertThat(all.get(2).claimed("s1999")).containsExactly("state1999");
    }
  }

  @Test
  void whatIsWrittenWhileRedisIsFrozenIsWrittenOnce() {
    try (TestRedis own = new TestRedis()) {
      cluster.close();
      cluster = new TestCluster(own);
      List<Keeper> all = three();
      all.get(0).save("s", "state");
      all.get(0).append("s", "0");
      all.get(0).awaitWritten();

      own.freeze();
      try {
        all.get(0).append("s", "1");
        all.get(0).append("s", "2");
        // Long enough for a call to time out and be sent again: Redis then gets it several times.
        await().pollDelay(Duration.ofSeconds(5)).until(() -> true);
        all.get(0).append("s", "3");
      } finally {
        own.thaw();
      }
      // All leases ran out meanwhile: nobody is taken for dead because of that.
      assertThat(all.get(1).claim("s")).isEmpty();
      patiently().untilAsserted(all.get(0)::awaitWritten);

      kill(all.get(0));
      assertThat(patiently().until(() -> all.get(1).claim("s"), Optional::isPresent))
          .contains(List.of("state", "0", "1", "2", "3"));
    }
  }
}
