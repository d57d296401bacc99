package io.tidings.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidings.access.MemoryBudget;
import io.tidings.access.MemoryBudget.Use;
import io.tidings.access.RefusalCounts;
import io.tidings.cluster.InProcessBus;
import io.tidings.config.RecoveryConfig;
import io.tidings.namespace.Sockets;
import io.tidings.namespace.TestServer;
import io.tidings.transport.StreamRefusedException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What readers of streams are sent: what they missed, then what comes, each once, in order. */
class FeedTest {

  private static final long MAX_BYTES = 100_000;

  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private InProcessBus bus = new InProcessBus(Clock.systemUTC());
  private TestServer server;
  private Feeds feeds;
  private MemoryBudget budget = MemoryBudget.unlimited();

  @BeforeEach
  void begin() {
    begin(bus);
  }

  private void begin(InProcessBus on) {
    bus = on;
    server = new TestServer("instance", bus);
    server.serve("/");
    server.serve("/other");
    feeds = feeds(server);
  }

  private Feeds feeds(TestServer of) {
    Feeds made =
        new Feeds(
            of.readers(),
            bus.history(),
            name -> java.util.Optional.ofNullable(of.handlers.get(name)),
            of.timer,
            MAX_BYTES,
            budget,
            threads);
    made.start();
    return made;
  }

  @AfterEach
  void close() {
    feeds.close();
    server.close();
    threads.shutdownNow();
  }

  private FakeStream listen(String since, String... rooms) {
    return listen(new FakeStream(), since, rooms);
  }

  private FakeStream listen(FakeStream stream, String since, String... rooms) {
    Map<String, List<String>> parameters = new HashMap<>();
    parameters.put("room", List.of(rooms));
    try {
      feeds.accept(parameters, since).accept(stream);
    } catch (StreamRefusedException e) {
      throw new AssertionError(e);
    }
    return stream;
  }

  /** One that has come to its place. */
  private FakeStream listening(String... rooms) {
    FakeStream stream = listen(null, rooms);
    await().until(() -> !stream.lastId().isEmpty());
    return stream;
  }

  private Sockets to(String... rooms) {
    return server.socketServer.of("/").to(rooms);
  }

  private String emit(int number, String... rooms) {
    return to(rooms).emit("n", number).toCompletableFuture().join();
  }

  private static List<String> numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(n -> "[" + n + "]").toList();
  }

  @Test
  void aReaderForWhosePastThereIsNoRoomIsEnded() {
    feeds.close();
    budget = new MemoryBudget(1_000_000, new RefusalCounts(() -> 0), Runnable::run);
    feeds = feeds(server);
    String since = emit(0, "a");
    for (int i = 0; i < 2; i++) {
      to("a").emit("n", "x".repeat(100_000)).toCompletableFuture().join();
    }
    FakeStream patient = listen(new FakeStream().stop(), since, "a");
    await().until(() -> budget.used(Use.HISTORY) > 200_000);
    FakeStream second = listen(new FakeStream().stop(), since, "a");
    await().until(second::isOver);
    assertThat(patient.isOver()).isFalse();
    patient.go();
    await().until(() -> budget.used() == 0);
    assertThat(patient.data()).hasSize(2);
  }

  @Test
  void anEventHasItsIdItsNameAndItsArguments() {
    FakeStream stream = listening("a");
    String id = to("a").emit("said", "Hi\n", 1).toCompletableFuture().join();

    await().until(() -> stream.messages().size() == 1);
    assertThat(stream.messages())
        .containsExactly(new FakeStream.Message(id, "said", "[\"Hi\\u000a\",1]"));
    assertThat(stream.text()).startsWith("retry: ");
  }

  @Test
  void oneHearsWhatASocketInTheSameRoomsWouldHear() {
    FakeStream stream = listening("a", "b");
    String socket = server.joined().texts().toString().replaceAll(".*\"sid\":\"(.{20})\".*", "$1");
    emit(0);
    emit(1, "a");
    emit(2, "c");
    emit(3, "a", "b");
    emit(4, socket);
    to("a").except("b").emit("n", 5);
    to("b", "c").except("d").emit("n", 6);
    server.socketServer.of("/other").emit("n", 7);
    to("a").local().emit("n", 8);
    to("a").emitWithAck("n", 9);
    emit(10, "b");

    await().until(() -> stream.data().contains("[10]"));
    assertThat(stream.data()).containsExactly("[0]", "[1]", "[3]", "[6]", "[9]", "[10]");
  }

  @Test
  void whoSaysNothingHearsWhatComes() {
    emit(0);
    FakeStream stream = listening();
    emit(1);

    await().until(() -> !stream.data().isEmpty());
    assertThat(stream.data()).containsExactly("[1]");
  }

  @Test
  void whatWasMissedComesFirst() {
    String since = emit(0, "a");
    IntStream.range(1, 500).forEach(n -> emit(n, n % 2 == 0 ? "a" : "b"));
    FakeStream stream = listen(since, "a", "b");
    IntStream.range(500, 600).forEach(n -> emit(n, "b"));

    await().until(() -> stream.data().size() == 599);
    assertThat(stream.data()).isEqualTo(numbers(1, 600));
    List<String> ids = stream.messages().stream().map(FakeStream.Message::id).toList();
    assertThat(ids).doesNotHaveDuplicates();
    assertThat(stream.text()).doesNotContain("event: gap");
  }

  @Test
  void whileOthersSpeakNothingIsMissedOrTwice() {
    List<FakeStream> streams = new ArrayList<>();
    String since = emit(0);
    for (int n = 1; n < 400; n++) {
      if (n % 20 == 0) {
        streams.add(listen(since));
      }
      emit(n);
    }

    for (FakeStream stream : streams) {
      await().until(() -> stream.data().contains("[399]"));
      assertThat(stream.data()).isEqualTo(numbers(1, 400));
    }
  }

  @Test
  void whoHasHeardNothingYetMissesNothingWhenItComesBack() {
    FakeStream stream = listening("quiet");
    String place = stream.lastId();
    emit(1, "quiet");
    FakeStream again = listen(place, "quiet");

    await().until(() -> !again.data().isEmpty());
    assertThat(again.data()).containsExactly("[1]");
  }

  @Test
  void aGapIsTold() {
    feeds.close();
    server.close();
    begin(new InProcessBus(Clock.systemUTC(), new RecoveryConfig(60_000, 10, 64 << 20)));
    String since = emit(0);
    IntStream.range(1, 50).forEach(this::emit);
    FakeStream stream = listen(since);
    emit(50);

    await().until(() -> stream.data().contains("[50]"));
    assertThat(stream.messages().get(0))
        .isEqualTo(new FakeStream.Message("", "gap", "{\"since\":\"" + since + "\"}"));
    assertThat(stream.data()).endsWith(numbers(41, 51).toArray(String[]::new));
  }

  @Test
  void aPlaceThatNobodyKnowsIsAGap() {
    FakeStream stream = listen("9999999999999-0");
    await()
        .until(
            () -> {
              server.timer.advance(1_000);
              return !stream.messages().isEmpty();
            });
    assertThat(stream.messages().get(0).event()).isEqualTo("gap");
    emit(1);
    await().until(() -> stream.data().contains("[1]"));
    assertThat(stream.lastId()).isLessThan("9");
  }

  @Test
  void aSlowReaderIsGivenThePastAsItTakesIt() {
    String since = emit(0);
    String large = "x".repeat(10_000);
    IntStream.range(0, 100).forEach(n -> to().emit("large", large));
    FakeStream stream = listen(new FakeStream().stop(), since);

    await().until(stream::isAwaited);
    assertThat(stream.text().length()).isLessThan(80_000);
    stream.go();
    await().until(() -> stream.messages().size() == 100);
  }

  @Test
  void whoDoesNotEvenTakeThePastIsEnded() {
    String since = emit(0);
    to().emit("large", "x".repeat(10_000));
    FakeStream stream = listen(new FakeStream().stop(), since);
    await().until(stream::isAwaited);
    IntStream.range(0, 20).forEach(n -> to().emit("large", "x".repeat(10_000)));

    await().until(stream::isOver);
    await().until(() -> !server.isRead("/"));
  }

  @Test
  void nothingIsLeftOfAReaderThatHasGone() {
    FakeStream stream = listening("a");
    assertThat(server.isRead("/")).isTrue();
    stream.end();

    await().until(() -> !server.isRead("/") && feeds.count() == 0);
    FakeStream gone = new FakeStream();
    gone.stop();
    listen(gone, null, "a");
    gone.end();
    await().until(() -> !server.isRead("/") && feeds.count() == 0);
  }

  @Test
  void inAQuietRoomThePlaceMovesOn() {
    FakeStream stream = listening("quiet");
    String before = stream.lastId();
    String last = emit(1, "loud");
    server.timer.advance(15_000);

    await().until(() -> stream.lastId().equals(last));
    assertThat(stream.lastId()).isNotEqualTo(before);
    assertThat(stream.messages()).isEmpty();
  }

  @Test
  void binaryIsBase64UnderAMark() {
    FakeStream stream = listening();
    to().emit("b", new byte[] {1, 2, 3}, Map.of("x", new byte[] {(byte) 255}));

    await().until(() -> !stream.data().isEmpty());
    assertThat(stream.data())
        .containsExactly("[{\"$binary\":\"AQID\"},{\"x\":{\"$binary\":\"/w==\"}}]");
  }

  @Test
  void lineBreaksOfANameAreBlanks() {
    FakeStream stream = listening();
    to().emit("two\nlines\r", 1);

    await().until(() -> !stream.data().isEmpty());
    assertThat(stream.messages().get(0).event()).isEqualTo("two lines ");
  }

  @Test
  void aBadQueryIsRefused() {
    assertThatThrownBy(() -> feeds.accept(Map.of("namespace", List.of("/unknown")), null))
        .isInstanceOf(StreamRefusedException.class)
        .hasMessageContaining("\"field\":\"namespace\"")
        .hasMessageContaining("is not served here");
    assertThatThrownBy(() -> feeds.accept(Map.of(), "x"))
        .isInstanceOf(StreamRefusedException.class)
        .hasMessageContaining("\"field\":\"Last-Event-ID\"");
  }
}
