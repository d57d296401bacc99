package io.tidings.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.access.MemoryBudget;
import io.tidings.access.RefusalCounts;
import io.tidings.cluster.InProcessBus;
import io.tidings.namespace.Sockets;
import io.tidings.namespace.TestServer;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The history of a namespace, page by page. */
class PastEventsTest {

  private final InProcessBus bus = new InProcessBus(Clock.systemUTC());
  private final TestServer server = new TestServer("instance", bus);
  private final PastEvents past =
      new PastEvents(bus.history(), server.readers(), MemoryBudget.unlimited(), Runnable::run);

  @AfterEach
  void close() {
    server.close();
  }

  private JsonObject read(String since, Integer limit, String... rooms) throws Exception {
    Map<String, List<String>> parameters = new HashMap<>();
    parameters.put("room", List.of(rooms));
    if (since != null) {
      parameters.put("since", List.of(since));
    }
    if (limit != null) {
      parameters.put("limit", List.of("" + limit));
    }
    String json =
        past.read(Query.of(parameters, null), room -> !room.startsWith("secret"))
            .toCompletableFuture()
            .get();
    return Json.createReader(new StringReader(json)).readObject();
  }

  private Sockets to(String... rooms) {
    return server.socketServer.of("/").to(rooms);
  }

  private String emit(int number, String... rooms) {
    return to(rooms).emit("n", number).toCompletableFuture().join();
  }

  private static List<Integer> numbers(JsonObject page) {
    return page.getJsonArray("events").getValuesAs(JsonObject.class).stream()
        .map(event -> event.getJsonArray("args").getInt(0))
        .toList();
  }

  @Test
  void anEventSaysAllThatThereIsToKnow() throws Exception {
    String since = emit(0);
    String id = to("a", "b").emit("said", "\"Hi\"").toCompletableFuture().join();

    JsonObject event = read(since, null, "a").getJsonArray("events").getJsonObject(0);

    assertThat(event.keySet()).containsExactlyInAnyOrder("id", "time", "event", "rooms", "args");
    assertThat(event.getString("id")).isEqualTo(id);
    assertThat(event.getString("event")).isEqualTo("said");
    assertThat(event.getJsonArray("rooms").toString()).contains("a", "b");
    assertThat(event.getJsonArray("args").getString(0)).isEqualTo("\"Hi\"");
    assertThat(event.getString("time")).startsWith("20").endsWith("Z");
  }

  @Test
  void aReaderIsNotToldOfRoomsThatItMayNotHear() throws Exception {
    String since = emit(0);
    emit(1, "a", "secret", "b");
    JsonObject event = read(since, null, "a").getJsonArray("events").getJsonObject(0);
    assertThat(event.getJsonArray("rooms").toString())
        .contains("\"a\"", "\"b\"")
        .doesNotContain("secret");
  }

  private void emitLarge(int count, int characters) {
    for (int i = 0; i < count; i++) {
      to("a").emit("n", i, "x".repeat(characters)).toCompletableFuture().join();
    }
  }

  @Test
  void aPageOfLargeEventsHasFewer() throws Exception {
    String since = emit(0);
    emitLarge(10, 1_000_000);
    List<Integer> read = new ArrayList<>();
    String next = since;
    boolean more = true;
    while (more) {
      JsonObject page = read(next, null, "a");
      assertThat(page.getJsonArray("events")).hasSizeBetween(1, 4);
      read.addAll(numbers(page));
      next = page.getString("next");
      more = page.getBoolean("more");
    }
    assertThat(read).isEqualTo(IntStream.range(0, 10).boxed().toList());
  }

  @Test
  void thePagesOfAllReadersAreCountedAndOneThatHasNoRoomIsRefused() throws Exception {
    MemoryBudget budget = new MemoryBudget(2_000_000, new RefusalCounts(() -> 0), Runnable::run);
    PastEvents small = new PastEvents(bus.history(), server.readers(), budget, Runnable::run);
    String since = emit(0);
    emitLarge(3, 200_000);
    Query query = Query.of(Map.of("room", List.of("a"), "since", List.of(since)), null);
    String page = small.read(query, room -> true).toCompletableFuture().get();
    JsonObject first = Json.createReader(new StringReader(page)).readObject();
    assertThat(first.getJsonArray("events")).hasSize(1);
    assertThat(first.getBoolean("more")).isTrue();
    assertThat(budget.used()).isZero();
    emitLarge(1, 300_000);
    String last = server.socketServer.of("/").to("b").emit("n", 9).toCompletableFuture().join();
    emitLarge(1, 300_000);
    Query large = Query.of(Map.of("room", List.of("a"), "since", List.of(last)), null);
    assertThat(small.read(large, room -> true).toCompletableFuture())
        .failsWithin(Duration.ofSeconds(5))
        .withThrowableThat()
        .withCauseInstanceOf(RejectedExecutionException.class);
    assertThat(budget.used()).isZero();
  }

  @Test
  void onlyWhatWasForTheRoomsOrForEveryone() throws Exception {
    String since = emit(0);
    emit(1);
    emit(2, "a");
    emit(3, "b");
    emit(4, "a", "b");
    to("a").except("b").emit("n", 5);
    to("a").lossy().emit("n", 6);
    to("a").socketsJoin("c");

    assertThat(numbers(read(since, null))).containsExactly(1);
    assertThat(numbers(read(since, null, "a"))).containsExactly(1, 2, 4, 5);
    assertThat(numbers(read(since, null, "a", "b"))).containsExactly(1, 2, 3, 4);
  }

  @Test
  void pagesJoinWithoutGapOrDouble() throws Exception {
    String since = emit(0);
    IntStream.range(1, 1_000).forEach(n -> emit(n, n % 10 == 0 ? "rare" : "often"));

    JsonObject page = read(since, 40, "rare");
    assertThat(numbers(page)).hasSize(40).startsWith(10).endsWith(400);
    assertThat(page.getBoolean("more")).isTrue();
    assertThat(page.getBoolean("complete")).isTrue();
    page = read(page.getString("next"), 40, "rare");
    assertThat(numbers(page)).startsWith(410).endsWith(800);
    page = read(page.getString("next"), 40, "rare");
    assertThat(numbers(page)).startsWith(810).endsWith(990).hasSize(19);
    assertThat(page.getBoolean("more")).isFalse();
    page = read(page.getString("next"), 40, "rare");
    assertThat(numbers(page)).isEmpty();
    emit(1_000, "rare");
    assertThat(numbers(read(page.getString("next"), 40, "rare"))).containsExactly(1_000);
  }

  @Test
  void theOldestComeFirstAndMoreMayHaveBeenBeforeThem() throws Exception {
    emit(1);
    emit(2);

    JsonObject page = read(null, null);
    assertThat(numbers(page)).containsExactly(1, 2);
    assertThat(page.getBoolean("complete")).isFalse();
    page = read(null, 1);
    assertThat(numbers(page)).containsExactly(1);
    page = read(page.getString("next"), 1);
    assertThat(numbers(page)).containsExactly(2);
    assertThat(page.getBoolean("complete")).isTrue();
    assertThat(page.getBoolean("more")).isFalse();
  }

  @Test
  void longWaysAreGoneStepByStep() throws Exception {
    IntStream.range(0, 6_000).forEach(n -> emit(n, n == 5_999 ? "late" : "often"));

    JsonObject page = read(null, 10, "late");
    assertThat(numbers(page)).isEmpty();
    assertThat(page.getBoolean("more")).isTrue();
    page = read(page.getString("next"), 10, "late");
    assertThat(numbers(page)).containsExactly(5_999);
    assertThat(page.getBoolean("more")).isFalse();
  }
}
