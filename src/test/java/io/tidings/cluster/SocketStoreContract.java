package io.tidings.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidings.broadcast.SocketStore;
import io.tidings.broadcast.SocketStore.Estate;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every store of sockets promises. */
interface SocketStoreContract {

  /** An instance with what it keeps. */
  record Keeper(String instance, SocketStore store) {

    static Keeper of(Cluster instance) {
      return new Keeper(instance.registry().self().id(), instance.store());
    }

    void save(String secret, String state) {
      store.save(secret, () -> bytes(state));
    }

    void append(String secret, String... events) {
      Stream.of(events).forEach(event -> store.append(secret, bytes(event)));
    }

    Optional<String> owner(String secret) {
      return PresenceContract.get(store.owner(secret));
    }

    /** What a claim gives: the state, then the events. */
    Optional<List<String>> claim(String secret) {
      return PresenceContract.get(store.claim(secret)).map(SocketStoreContract::texts);
    }

    /** Claims until that succeeds. */
    List<String> claimed(String secret) {
      return await().until(() -> claim(secret), Optional::isPresent).get();
    }

    void awaitOwner(String secret, Keeper owner) {
      await().until(() -> owner(secret).equals(Optional.of(owner.instance)));
    }

    /** Waits until all that was written before is there, events too, which go behind states. */
    void awaitWritten() {
      if (store instanceof RedisSocketStore redis) {
        CompletableFuture<Void> written = redis.written().toCompletableFuture();
        await().until(written::isDone);
        return;
      }
      String last = "written" + System.nanoTime();
      save(last, "");
      await().until(() -> owner(last).isPresent());
      store.remove(last);
      await().until(() -> owner(last).isEmpty());
    }
  }

  /** Three instances that know of each other. */
  List<Keeper> three();

  /** An instance is gone without a goodbye. */
  void kill(Keeper instance);

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static List<String> texts(Estate estate) {
    return Stream.concat(Stream.of(estate.state()), estate.events().stream())
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .toList();
  }

  @Test
  default void allKnowWhoHasASocket() {
    List<Keeper> all = three();
    all.get(0).save("s", "state");

    all.get(1).awaitOwner("s", all.get(0));
    assertThat(all.get(1).owner("other")).isEmpty();
    all.get(0).store().remove("s");
    await().until(() -> all.get(1).owner("s").isEmpty());
  }

  @Test
  default void theLastStateAndAllEventsAreLeftInOrder() {
    List<Keeper> all = three();
    Keeper dies = all.get(0);
    dies.save("s", "first");
    dies.append("s", "1", "2");
    dies.save("s", "last");
    dies.append("other", "never saved");
    dies.append("s", "3", "", "5");
    dies.awaitWritten();

    kill(dies);

    assertThat(all.get(1).claimed("s")).containsExactly("last", "1", "2", "3", "", "5");
    assertThat(all.get(2).owner("s")).contains(all.get(1).instance());
    assertThat(all.get(2).claim("other")).isEmpty();
  }

  @Test
  default void whoIsThereKeepsItsSockets() {
    List<Keeper> all = three();
    all.get(0).save("s", "state");
    all.get(1).awaitOwner("s", all.get(0));

    assertThat(all.get(1).claim("s")).isEmpty();
    assertThat(all.get(0).claim("s")).isEmpty();
    assertThat(all.get(1).owner("s")).contains(all.get(0).instance());
  }

  @Test
  default void ofSeveralClaimsOneSucceeds() {
    List<Keeper> all = three();
    int sockets = 50;
    IntStream.range(0, sockets).forEach(i -> all.get(0).save("s" + i, "state" + i));
    all.get(0).awaitWritten();
    kill(all.get(0));
    List<List<String>> got = new ArrayList<>();

    await()
        .until(
            () -> {
              // All are on their way before the first is answered.
              List<CompletionStage<Optional<Estate>>> claims =
                  IntStream.range(0, sockets)
                      .boxed()
                      .flatMap(
                          i -> Stream.of(1, 2, 1, 2).map(by -> all.get(by).store().claim("s" + i)))
                      .toList();
              claims.forEach(
                  claim -> PresenceContract.get(claim).ifPresent(found -> got.add(texts(found))));
              return got.size() >= sockets;
            });

    assertThat(got)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, sockets).mapToObj(i -> List.of("state" + i)).toList());
  }

  @Test
  default void whatWasClaimedOutlivesTheClaimantToo() {
    List<Keeper> all = three();
    all.get(0).save("s", "state");
    all.get(0).append("s", "1");
    all.get(0).awaitWritten();
    kill(all.get(0));
    all.get(1).claimed("s");
    all.get(1).append("s", "2");
    all.get(1).awaitWritten();

    kill(all.get(1));

    assertThat(all.get(2).claimed("s")).containsExactly("state", "1", "2");
  }

  @Test
  default void removingDoesNotTakeAwayWhatAnotherHasSaved() {
    List<Keeper> all = three();
    all.get(0).save("s", "old");
    all.get(0).append("s", "1");
    all.get(0).awaitWritten();
    all.get(1).save("s", "new");
    all.get(2).awaitOwner("s", all.get(1));

    all.get(0).append("s", "lost");
    all.get(0).store().remove("s");
    all.get(0).awaitWritten();

    assertThat(all.get(2).owner("s")).contains(all.get(1).instance());
    kill(all.get(1));
    assertThat(all.get(2).claimed("s")).containsExactly("new", "1");
  }

  @Test
  default void whoHasLostASocketDoesNotTakeItBackByAccident() {
    List<Keeper> all = three();
    all.get(0).save("s", "old");
    all.get(0).awaitWritten();
    all.get(1).save("s", "new");
    all.get(2).awaitOwner("s", all.get(1));

    all.get(0).save("s", "from the past");
    all.get(0).awaitWritten();
    assertThat(all.get(2).owner("s")).contains(all.get(1).instance());

    // It may come back to it.
    all.get(0).store().remove("s");
    all.get(0).save("s", "newest");
    all.get(2).awaitOwner("s", all.get(0));
  }

  @Test
  default void aSocketThatIsSavedAnewHasNoEventsOfBefore() {
    List<Keeper> all = three();
    Keeper dies = all.get(0);
    dies.save("s", "old");
    dies.append("s", "1");
    dies.awaitWritten();
    dies.append("s", "2");
    dies.store().remove("s");
    dies.append("s", "3");
    dies.save("s", "new");
    dies.append("s", "4");
    dies.awaitWritten();

    kill(dies);

    assertThat(all.get(1).claimed("s")).containsExactly("new", "4");
  }

  @Test
  default void theLastEventsAreKept() {
    List<Keeper> all = three();
    Keeper dies = all.get(0);
    dies.save("many", "");
    IntStream.range(0, 2_500).forEach(i -> dies.append("many", "m" + i));
    dies.save("large", "");
    IntStream.range(0, 20).forEach(i -> dies.append("large", i % 10 + "x".repeat(9_999)));
    dies.awaitWritten();

    kill(dies);

    List<String> many = all.get(1).claimed("many");
    assertThat(many.subList(1, many.size()))
        .isEqualTo(IntStream.range(1_500, 2_500).mapToObj(i -> "m" + i).toList());
    List<String> large = all.get(1).claimed("large");
    assertThat(large.stream().skip(1).map(event -> event.substring(0, 1)))
        .containsExactly("4", "5", "6", "7", "8", "9");
  }

  @Test
  default void manyAreSavedAndMostOfThemRemoved() {
    List<Keeper> all = three();
    Keeper dies = all.get(0);
    Set<String> asked = ConcurrentHashMap.newKeySet();
    IntStream.range(0, 5_000)
        .forEach(
            i ->
                dies.store()
                    .save(
                        "s" + i,
                        () -> {
                          asked.add("s" + i);
                          return bytes("state");
                        }));
    IntStream.range(0, 5_000).filter(i -> i % 100 != 0).forEach(i -> dies.store().remove("s" + i));
    dies.awaitWritten();

    assertThat(asked).contains("s0", "s4900");
    assertThat(
            IntStream.range(0, 5_000)
                .filter(i -> i % 50 == 0)
                .filter(i -> all.get(1).owner("s" + i).isPresent()))
        .hasSize(50);
  }
}
