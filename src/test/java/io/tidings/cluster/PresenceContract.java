package io.tidings.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidings.broadcast.Presence;
import io.tidings.broadcast.SocketRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What every presence promises. */
interface PresenceContract {

  Instant SINCE = Instant.ofEpochMilli(1_700_000_000_123L);

  /** A presence with the id of the instance that it belongs to. */
  record Place(String instance, Presence presence) {

    static Place of(Cluster instance) {
      return new Place(instance.registry().self().id(), instance.presence());
    }

    void connect(String id, String namespace, String... rooms) {
      presence.connected(
          new SocketRecord(id, namespace, instance, "192.0.2.1", SINCE, Set.of(rooms)));
    }
  }

  /** Two instances that are joined. */
  List<Place> joined();

  static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  @Test
  default void aReadSeesTheWritesBeforeIt() {
    Place here = joined().get(0);
    for (int i = 0; i < 50; i++) {
      here.connect("s" + i, "/");
      here.presence().joined("/", "s" + i, "room");
      assertThat(get(here.presence().members("/", "room"))).isEqualTo(i + 1);
    }
    here.presence().left("/", "s0", "room");
    here.presence().disconnected("/", "s1");
    assertThat(get(here.presence().members("/", "room"))).isEqualTo(48);
    assertThat(get(here.presence().socket("s1"))).isEmpty();
  }

  @Test
  default void roomsAreCountedOverAllInstancesAndOnlyInTheirNamespace() {
    List<Place> places = joined();
    Place here = places.get(0);
    Place there = places.get(1);
    here.connect("a", "/", "x", "y");
    here.connect("b", "/chat", "x");
    there.connect("c", "/", "x");
    there.presence().joined("/", "c", "ünd\0\"so\"\n");
    there.presence().joined("/", "c", "left");
    there.presence().left("/", "c", "left");

    await()
        .untilAsserted(
            () ->
                assertThat(get(here.presence().rooms("/")))
                    .isEqualTo(Map.of("x", 2, "y", 1, "ünd\0\"so\"\n", 1)));
    assertThat(get(there.presence().rooms("/"))).isEqualTo(get(here.presence().rooms("/")));
    assertThat(get(here.presence().rooms("/none"))).isEmpty();
    assertThat(get(here.presence().members("/chat", "x"))).isEqualTo(1);
  }

  @Test
  default void aSocketIsFoundFromEverywhereAsItIs() {
    List<Place> places = joined();
    places.get(0).connect("a", "/chat", "x");
    places.get(0).presence().joined("/chat", "a", "\"quoted\" 😀");
    SocketRecord expected =
        new SocketRecord(
            "a",
            "/chat",
            places.get(0).instance(),
            "192.0.2.1",
            SINCE,
            Set.of("x", "\"quoted\" 😀"));

    await()
        .untilAsserted(
            () -> assertThat(get(places.get(1).presence().socket("a"))).contains(expected));
    assertThat(get(places.get(1).presence().socket("b"))).isEmpty();
    assertThat(get(places.get(1).presence().sockets("/chat", Optional.of("\"quoted\" 😀"))))
        .containsExactly(expected);
  }

  @Test
  default void socketsAreListedByNamespaceAndRoom() {
    List<Place> places = joined();
    Presence here = places.get(0).presence();
    places.get(0).connect("a", "/", "x");
    places.get(0).connect("/", "/chat", "x");
    places.get(1).connect("c", "/", "y");

    await().untilAsserted(() -> assertThat(ids(here, Optional.empty())).containsOnly("a", "c"));
    assertThat(ids(here, Optional.of("x"))).containsExactly("a");
    assertThat(ids(here, Optional.of("a"))).isEmpty();
    assertThat(ids(here, Optional.of("namespace"))).isEmpty();
  }

  @Test
  default void listsComeInPagesInTheOrderOfCodePoints() {
    List<Place> places = joined();
    Presence here = places.get(0).presence();
    // In UTF-16 the last two would be the other way round.
    List<String> names = List.of("a", "a b", "ab", "b", "\u00fc", "\ue000", "\ud83d\ude00");
    for (int i = 0; i < names.size(); i++) {
      places.get(i % 2).connect(names.get(i), "/", "all", names.get(i));
    }
    await().untilAsserted(() -> assertThat(ids(here, Optional.empty())).isEqualTo(names));

    assertThat(get(here.rooms("/", "a", 2)).keySet()).containsExactly("a b", "ab");
    assertThat(get(here.rooms("/", "ab", 100)).keySet())
        .containsExactly("all", "b", "\u00fc", "\ue000", "\ud83d\ude00");
    for (Optional<String> room : List.of(Optional.<String>empty(), Optional.of("all"))) {
      List<String> paged = new ArrayList<>();
      String after = "";
      for (int i = 0; i < names.size(); i += 3) {
        List<SocketRecord> page = get(here.sockets("/", room, after, 3));
        page.forEach(socket -> paged.add(socket.id()));
        after = paged.get(paged.size() - 1);
      }
      assertThat(paged).isEqualTo(names);
      assertThat(get(here.sockets("/", room, after, 3))).isEmpty();
    }
    assertThat(get(here.members("/", "all"))).isEqualTo(7);
  }

  @Test
  default void whatComesForAnUnknownSocketChangesNothing() {
    Presence here = joined().get(0).presence();
    here.joined("/", "nobody", "x");
    here.left("/", "nobody", "x");
    here.disconnected("/", "nobody");

    assertThat(get(here.rooms("/"))).isEmpty();
    assertThat(ids(here, Optional.empty())).isEmpty();
  }

  private static List<String> ids(Presence presence, Optional<String> room) {
    return new ArrayList<>(
        get(presence.sockets("/", room)).stream().map(SocketRecord::id).toList());
  }
}
