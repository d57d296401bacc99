package io.tidings.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.access.MemoryBudget;
import io.tidings.access.MemoryBudget.Use;
import io.tidings.access.RefusalCounts;
import io.tidings.cluster.InProcessBus;
import io.tidings.cluster.InProcessRelay;
import io.tidings.cluster.Scheduler;
import io.tidings.config.EngineConfig;
import io.tidings.config.OutboxConfig;
import io.tidings.config.Settings;
import io.tidings.engine.CloseReason;
import io.tidings.engine.Engine;
import io.tidings.engine.HandshakeRequest;
import io.tidings.engine.ManualTimer;
import io.tidings.engine.Session;
import io.tidings.packet.EngineCodec;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A polling request is answered the same, whichever instance it reaches. */
class SessionRelayTest {

  private static final String OWNER = "owner000";
  private static final String TEXT = "text/plain; charset=UTF-8";
  private static final String UNKNOWN =
      "400 application/json {\"code\":1,\"message\":\"Session ID unknown\"}";
  private static final String BAD_REQUEST =
      "400 application/json {\"code\":3,\"message\":\"Bad request\"}";

  /** Where requests arrive. */
  enum At {
    THE_OWNER,
    ANOTHER
  }

  private final ManualTimer timer = new ManualTimer();
  private final Heard heard = new Heard();
  private final EngineConfig config =
      EngineConfig.from(
          new Settings(key -> Optional.ofNullable(key.endsWith("max-payload") ? "100" : null)));
  private final Queue<Runnable> steps = new ArrayDeque<>();
  private final InProcessBus bus = new InProcessBus(Clock.systemUTC());
  private final InProcessRelay owner = join(OWNER);
  private final InProcessRelay another = join("another0");
  private final RemoteSessions elsewhere =
      new SessionRelay(another, "another0", config, null, MemoryBudget.unlimited());
  private Engine engine;
  private Session session;
  private PollingTransport polling;

  @BeforeEach
  void open() {
    OutboxConfig outbox = OutboxConfig.from(new Settings(key -> Optional.empty()));
    engine = new Engine(OWNER, config, outbox, timer, MemoryBudget.unlimited(), heard);
    owner.serve(SessionRelay.SUBJECT, new RelayedPolling(engine, owner));
    session = engine.create(new HandshakeRequest(Map.of(), Map.of(), "192.0.2.1", false));
    polling = new PollingTransport(session);
    HandExchange first = HandExchange.get();
    polling.park(first);
    engine.start(session, polling);
    assertThat(answerOf(first)).startsWith("200 " + TEXT + " 0{\"sid\":\"" + OWNER);
  }

  private InProcessRelay join(String instance) {
    return new InProcessRelay(bus, instance, steps::add, new Patience());
  }

  /** What a request was answered with when all that is under way between instances has arrived. */
  private String answerOf(HandExchange request) {
    settle();
    return request.answer();
  }

  private void settle() {
    for (Runnable step = steps.poll(); step != null; step = steps.poll()) {
      step.run();
    }
  }

  private HandExchange get(At at) {
    return get(at, HandExchange.get());
  }

  private HandExchange get(At at, HandExchange get) {
    if (at == At.THE_OWNER) {
      polling.poll(get);
    } else {
      elsewhere.get(session.id(), get);
    }
    settle();
    return get;
  }

  private HandExchange post(At at, HandExchange post) throws IOException {
    if (at == At.THE_OWNER) {
      polling.post(post);
    } else {
      elsewhere.post(session.id(), post);
    }
    settle();
    return post;
  }

  private HandExchange post(At at, String body) throws IOException {
    return post(at, HandExchange.post(body));
  }

  @ParameterizedTest
  @EnumSource
  void aGetIsParkedUntilThereIsSomethingForIt(At at) {
    HandExchange get = get(at);
    assertThat(answerOf(get)).isNull();

    session.offer(EngineCodec.text("zażółć"));
    session.offer(EngineCodec.binary(new byte[] {0, 1, (byte) 0xff}));
    session.flush();

    assertThat(answerOf(get)).isEqualTo("200 " + TEXT + " 4zażółć\u001ebAAH/");
  }

  @ParameterizedTest
  @EnumSource
  void thePingAnswersAGetAtTheLatest(At at) throws IOException {
    HandExchange get = get(at);

    timer.advance(config.pingInterval());

    assertThat(answerOf(get)).isEqualTo("200 " + TEXT + " 2");
    assertThat(answerOf(post(at, "3"))).isEqualTo("200 text/html ok");
    timer.advance(config.pingInterval() - 1);
    assertThat(session.isOpen()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void whatIsPostedArrivesInOrder(At at) throws IOException {
    assertThat(answerOf(post(at, "4one\u001ebAAH/\u001e4twó"))).isEqualTo("200 text/html ok");

    assertThat(heard.messages()).containsExactly("one", "3 bytes", "twó");
  }

  @Test
  void aBodyOnItsWayIsCountedAndRefusedWhereThereIsNoRoomForIt() throws IOException {
    EngineConfig large = EngineConfig.from(new Settings(key -> Optional.empty()));
    MemoryBudget budget = new MemoryBudget(1_000_000, new RefusalCounts(() -> 0), Runnable::run);
    SessionRelay third = new SessionRelay(join("third000"), "third000", large, null, budget);
    HandExchange first = HandExchange.post("4" + "x".repeat(100_000));
    third.post(session.id(), first);
    assertThat(budget.used(Use.RELAYED)).isBetween(200_000L, 201_000L);
    HandExchange second = HandExchange.post("4" + "x".repeat(100_000));
    third.post(session.id(), second);
    assertThat(second.answer()).startsWith("503 ");
    assertThat(answerOf(first)).isEqualTo("200 text/html ok");
    assertThat(budget.used()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void aSecondGetIsRefusedAndEndsTheSession(At at) {
    HandExchange first = get(at);
    HandExchange second = get(at);

    assertThat(answerOf(second)).isEqualTo("400 " + TEXT + " ");
    assertThat(answerOf(first)).isEqualTo("200 " + TEXT + " 1");
    assertThat(heard.closed()).containsExactly(CloseReason.TRANSPORT_ERROR);
  }

  @ParameterizedTest
  @EnumSource
  void getsOverlapWhereverTheyArrive(At at) {
    HandExchange first = get(at);
    HandExchange second = get(at == At.ANOTHER ? At.THE_OWNER : At.ANOTHER);

    assertThat(answerOf(second)).isEqualTo("400 " + TEXT + " ");
    assertThat(answerOf(first)).isEqualTo("200 " + TEXT + " 1");
  }

  @ParameterizedTest
  @EnumSource
  void aBodyOverTheLimitEndsTheSession(At at) throws IOException {
    assertThat(answerOf(post(at, "4" + "x".repeat(99)))).isEqualTo("200 text/html ok");
    assertThat(answerOf(post(at, "4" + "x".repeat(100)))).isEqualTo("413 " + TEXT + " ");
    assertThat(heard.closed()).containsExactly(CloseReason.TRANSPORT_ERROR);
  }

  @ParameterizedTest
  @EnumSource
  void aPostOfBytesEndsTheSession(At at) {
    HandExchange post = HandExchange.get();
    if (at == At.THE_OWNER) {
      polling.postBinary(post);
    } else {
      elsewhere.postBinary(session.id(), post);
    }
    assertThat(answerOf(post)).isEqualTo(BAD_REQUEST);
    assertThat(heard.closed()).containsExactly(CloseReason.TRANSPORT_ERROR);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNoPacketEndsTheSession(At at) throws IOException {
    assertThat(answerOf(post(at, "junk"))).isEqualTo(BAD_REQUEST);
    assertThat(heard.closed()).containsExactly(CloseReason.PARSE_ERROR);
  }

  @ParameterizedTest
  @EnumSource
  void aPostThatBreaksOffEndsTheSession(At at) throws IOException {
    HandExchange get = get(at);

    assertThat(answerOf(post(at, HandExchange.brokenPost()))).isEqualTo("400 " + TEXT + " ");

    assertThat(answerOf(get)).isEqualTo("200 " + TEXT + " 1");
    assertThat(heard.closed()).containsExactly(CloseReason.TRANSPORT_ERROR);
  }

  @ParameterizedTest
  @EnumSource
  void aClientMayClose(At at) throws IOException {
    HandExchange get = get(at);

    assertThat(answerOf(post(at, "1"))).isEqualTo("200 text/html ok");

    assertThat(answerOf(get)).isEqualTo("200 " + TEXT + " 6");
    assertThat(heard.closed()).containsExactly(CloseReason.CLIENT_CLOSE);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsSentAfterAClientDisconnectedWaitsForItsNextGet(At at) {
    HandExchange gone = get(at);
    gone.disconnect();
    settle();
    session.send(EngineCodec.text("one"));
    session.send(EngineCodec.text("two"));

    HandExchange next = get(at);
    assertThat(answerOf(next)).isEqualTo("200 " + TEXT + " 4one\u001e4two");
    timer.advance(2_000);
    assertThat(heard.closed()).isEmpty();
    assertThat(answerOf(gone)).startsWith("400 ");
  }

  @ParameterizedTest
  @EnumSource
  void anAnswerThatFindsItsClientGoneIsGivenToTheNextGet(At at) {
    HandExchange gone = get(at);
    session.send(EngineCodec.text("one"));
    settle();
    gone.disconnect();
    settle();
    session.send(EngineCodec.text("two"));

    assertThat(answerOf(get(At.THE_OWNER))).isEqualTo("200 " + TEXT + " 4one");
    assertThat(answerOf(get(At.ANOTHER))).isEqualTo("200 " + TEXT + " 4two");
    timer.advance(2_000);
    assertThat(heard.closed()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aSessionWhoseClientDisconnectedAndDoesNotComeBackEnds(At at) {
    get(at).disconnect();
    settle();
    timer.advance(999);
    assertThat(heard.closed()).isEmpty();
    timer.advance(1);

    assertThat(heard.closed()).containsExactly(CloseReason.TRANSPORT_ERROR);
  }

  @Test
  void aLossThatIsHeardOfTooLateEndsTheSession() {
    HandExchange gone = get(At.ANOTHER);
    session.send(EngineCodec.text("one"));
    settle();
    get(At.THE_OWNER);
    gone.disconnect();
    settle();

    assertThat(heard.closed()).containsExactly(CloseReason.TRANSPORT_ERROR);
  }

  @Test
  void aSessionThatIsOverIsUnknownToItsOwner() throws IOException {
    session.terminate(CloseReason.FORCED_CLOSE);

    assertThat(answerOf(get(At.ANOTHER))).isEqualTo(UNKNOWN);
    assertThat(answerOf(post(At.ANOTHER, "4late"))).isEqualTo(UNKNOWN);
    assertThat(answerOf(post(At.ANOTHER, "4" + "x".repeat(100)))).isEqualTo(UNKNOWN);
  }

  @Test
  void whatNoSessionTakesIsRefusedByTheOwner() {
    HandExchange put = HandExchange.get();
    elsewhere.unfit(session.id(), put);
    HandExchange lost = HandExchange.get();
    elsewhere.unfit(OWNER + "x".repeat(24), lost);

    assertThat(answerOf(put)).isEqualTo(BAD_REQUEST);
    assertThat(answerOf(lost)).isEqualTo(UNKNOWN);
  }

  @Test
  void anOwnerThatIsGoneKnowsNoSession() {
    HandExchange parked = get(At.ANOTHER);

    owner.close();

    assertThat(answerOf(parked)).isEqualTo(UNKNOWN);
    assertThat(answerOf(get(At.ANOTHER))).isEqualTo(UNKNOWN);
  }

  /** A GET that a balancer repeats at an instance, because the one that it had reached died. */
  private HandExchange repeatedGet(At at) {
    HandExchange get = HandExchange.get();
    if (at == At.THE_OWNER) {
      polling.poll(get);
    } else {
      new SessionRelay(join("third000"), "third000", config, null, MemoryBudget.unlimited())
          .get(session.id(), get);
    }
    settle();
    return get;
  }

  @ParameterizedTest
  @EnumSource
  void aGetThatIsRepeatedForAnInstanceThatDiedTakesTheFirstOnesPlace(At at) {
    get(At.ANOTHER);
    another.close();

    HandExchange repeated = repeatedGet(at);
    assertThat(answerOf(repeated)).isNull();
    session.send(EngineCodec.text("still here"));

    assertThat(answerOf(repeated)).isEqualTo("200 " + TEXT + " 4still here");
    assertThat(heard.closed()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void anAnswerThatDiedWithItsInstanceIsGivenToTheRepeatedGet(At at) {
    get(At.ANOTHER);
    another.close();
    session.send(EngineCodec.text("one"));
    session.send(EngineCodec.text("two"));

    HandExchange repeated = repeatedGet(at);

    assertThat(answerOf(repeated)).isEqualTo("200 " + TEXT + " 4one");
    assertThat(answerOf(repeatedGet(At.THE_OWNER))).isEqualTo("200 " + TEXT + " 4two");
  }

  @ParameterizedTest
  @EnumSource
  void anAnswerThatReachedTheOtherInstanceAndNotTheClientIsGivenAgain(At at) {
    get(At.ANOTHER, HandExchange.get().named("a"));
    session.send(EngineCodec.text("one"));
    settle();

    HandExchange repeated = get(at, HandExchange.get().named("a"));

    assertThat(answerOf(repeated)).isEqualTo("200 " + TEXT + " 4one");
  }

  @Test
  void aGetThatIsRepeatedThoughTheFirstStillWaitsIsASecondOne() {
    HandExchange first = get(At.ANOTHER);
    HandExchange second = repeatedGet(At.ANOTHER);

    assertThat(answerOf(second)).isEqualTo("400 " + TEXT + " ");
    assertThat(answerOf(first)).isEqualTo("200 " + TEXT + " 1");
  }

  @Test
  void onlyWhatLooksLikeASessionOfAnotherIsElsewhere() {
    assertThat(elsewhere.isElsewhere(session.id())).isTrue();
    assertThat(elsewhere.isElsewhere("another0" + "x".repeat(24))).isFalse();
    assertThat(elsewhere.isElsewhere(OWNER)).isFalse();
    assertThat(elsewhere.isElsewhere(OWNER + "x".repeat(25))).isFalse();
    assertThat(elsewhere.isElsewhere("OWNER000" + "x".repeat(24))).isFalse();
    assertThat(elsewhere.isElsewhere("")).isFalse();
  }

  /** Has no end: no test here is about it. */
  private static final class Patience implements Scheduler {

    @Override
    public long millis() {
      return 0;
    }

    @Override
    public void after(long millis, Runnable task) {}
  }
}
