package io.tidings.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.config.EngineConfig;
import io.tidings.config.OutboxConfig;
import io.tidings.config.Settings;
import io.tidings.engine.CloseReason;
import io.tidings.engine.Engine;
import io.tidings.engine.HandshakeRequest;
import io.tidings.engine.Session;
import io.tidings.engine.SessionListener;
import io.tidings.packet.EngineCodec;
import io.tidings.relay.Relay;
import io.tidings.relay.Service;
import io.tidings.relay.UnansweredException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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

  private final HandTimer timer = new HandTimer();
  private final Echo echo = new Echo();
  private final EngineConfig config =
      EngineConfig.from(
          new Settings(key -> Optional.ofNullable(key.endsWith("max-payload") ? "100" : null)));
  private final Loopback loopback = new Loopback();
  private final RemoteSessions elsewhere = new SessionRelay(loopback, "another0", config);
  private Engine engine;
  private Session session;
  private PollingTransport polling;

  @BeforeEach
  void open() {
    OutboxConfig outbox = OutboxConfig.from(new Settings(key -> Optional.empty()));
    engine = new Engine(OWNER, config, outbox, timer, echo);
    loopback.serve(SessionRelay.SUBJECT, new RelayedPolling(engine));
    session = engine.create(new HandshakeRequest(Map.of(), Map.of(), "192.0.2.1", false));
    polling = new PollingTransport(session);
    HandExchange first = HandExchange.get();
    polling.park(first);
    engine.start(session, polling);
    assertThat(first.answer()).startsWith("200 " + TEXT + " 0{\"sid\":\"" + OWNER);
  }

  private HandExchange get(At at) {
    HandExchange get = HandExchange.get();
    if (at == At.THE_OWNER) {
      polling.poll(get);
    } else {
      elsewhere.get(session.id(), get);
    }
    return get;
  }

  private HandExchange post(At at, HandExchange post) throws IOException {
    if (at == At.THE_OWNER) {
      polling.post(post);
    } else {
      elsewhere.post(session.id(), post);
    }
    return post;
  }

  private HandExchange post(At at, String body) throws IOException {
    return post(at, HandExchange.post(body));
  }

  @ParameterizedTest
  @EnumSource
  void aGetIsParkedUntilThereIsSomethingForIt(At at) {
    HandExchange get = get(at);
    assertThat(get.answer()).isNull();

    session.offer(EngineCodec.text("zażółć"));
    session.offer(EngineCodec.binary(new byte[] {0, 1, (byte) 0xff}));
    session.flush();

    assertThat(get.answer()).isEqualTo("200 " + TEXT + " 4zażółć\u001ebAAH/");
  }

  @ParameterizedTest
  @EnumSource
  void thePingAnswersAGetAtTheLatest(At at) throws IOException {
    HandExchange get = get(at);

    timer.advance(config.pingInterval());

    assertThat(get.answer()).isEqualTo("200 " + TEXT + " 2");
    assertThat(post(at, "3").answer()).isEqualTo("200 text/html ok");
    timer.advance(config.pingInterval() - 1);
    assertThat(session.isOpen()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void whatIsPostedArrivesInOrder(At at) throws IOException {
    assertThat(post(at, "4one\u001ebAAH/\u001e4twó").answer()).isEqualTo("200 text/html ok");

    assertThat(echo.heard).containsExactly("one", "3 bytes", "twó");
  }

  @ParameterizedTest
  @EnumSource
  void aSecondGetIsRefusedAndEndsTheSession(At at) {
    HandExchange first = get(at);
    HandExchange second = get(at);

    assertThat(second.answer()).isEqualTo("400 " + TEXT + " ");
    assertThat(first.answer()).isEqualTo("200 " + TEXT + " 1");
    assertThat(echo.closed).containsExactly(CloseReason.TRANSPORT_ERROR);
  }

  @ParameterizedTest
  @EnumSource
  void getsOverlapWhereverTheyArrive(At at) {
    HandExchange first = get(at);
    HandExchange second = get(at == At.ANOTHER ? At.THE_OWNER : At.ANOTHER);

    assertThat(second.answer()).isEqualTo("400 " + TEXT + " ");
    assertThat(first.answer()).isEqualTo("200 " + TEXT + " 1");
  }

  @ParameterizedTest
  @EnumSource
  void aBodyOverTheLimitIsRefusedAndTheSessionLives(At at) throws IOException {
    assertThat(post(at, "4" + "x".repeat(99)).answer()).isEqualTo("200 text/html ok");
    assertThat(post(at, "4" + "x".repeat(100)).answer()).isEqualTo("413 " + TEXT + " ");
    assertThat(post(at, "4alive").answer()).isEqualTo("200 text/html ok");
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNoPacketEndsTheSession(At at) throws IOException {
    assertThat(post(at, "junk").answer()).isEqualTo(BAD_REQUEST);
    assertThat(echo.closed).containsExactly(CloseReason.PARSE_ERROR);
  }

  @ParameterizedTest
  @EnumSource
  void aPostThatBreaksOffEndsTheSession(At at) throws IOException {
    HandExchange get = get(at);

    assertThat(post(at, HandExchange.brokenPost()).answer()).isEqualTo("400 " + TEXT + " ");

    assertThat(get.answer()).isEqualTo("200 " + TEXT + " 1");
    assertThat(echo.closed).containsExactly(CloseReason.TRANSPORT_ERROR);
  }

  @ParameterizedTest
  @EnumSource
  void aClientMayClose(At at) throws IOException {
    HandExchange get = get(at);

    assertThat(post(at, "1").answer()).isEqualTo("200 text/html ok");

    assertThat(get.answer()).isEqualTo("200 " + TEXT + " 6");
    assertThat(echo.closed).containsExactly(CloseReason.CLIENT_CLOSE);
  }

  @Test
  void aSessionThatIsOverIsUnknownToItsOwner() throws IOException {
    session.terminate(CloseReason.FORCED_CLOSE);

    assertThat(get(At.ANOTHER).answer()).isEqualTo(UNKNOWN);
    assertThat(post(At.ANOTHER, "4late").answer()).isEqualTo(UNKNOWN);
    assertThat(post(At.ANOTHER, "4" + "x".repeat(100)).answer()).isEqualTo(UNKNOWN);
  }

  @Test
  void whatNoSessionTakesIsRefusedByTheOwner() {
    HandExchange put = HandExchange.get();
    elsewhere.unfit(session.id(), put);
    HandExchange lost = HandExchange.get();
    elsewhere.unfit(OWNER + "x".repeat(24), lost);

    assertThat(put.answer()).isEqualTo(BAD_REQUEST);
    assertThat(lost.answer()).isEqualTo(UNKNOWN);
  }

  @Test
  void anOwnerThatIsGoneKnowsNoSession() {
    HandExchange parked = get(At.ANOTHER);

    loopback.die();

    assertThat(parked.answer()).isEqualTo(UNKNOWN);
    assertThat(get(At.ANOTHER).answer()).isEqualTo(UNKNOWN);
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

  /** Notes what a session hears. */
  private static final class Echo implements SessionListener {

    private final List<String> heard = new ArrayList<>();
    private final List<CloseReason> closed = new ArrayList<>();

    @Override
    public void onOpen(Session session) {}

    @Override
    public void onText(Session session, String message) {
      heard.add(message);
    }

    @Override
    public void onBinary(Session session, byte[] message) {
      heard.add(message.length + " bytes");
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
      closed.add(reason);
    }
  }

  /** Relays within the process: every instance is this one. */
  private static final class Loopback implements Relay {

    private final Map<String, Service> services = new HashMap<>();
    private final List<CompletableFuture<byte[]>> open = new ArrayList<>();
    private boolean dead;

    @Override
    public CompletionStage<byte[]> ask(
        String instance, String subject, byte[] request, long patience) {
      assertThat(instance).isEqualTo(OWNER);
      CompletableFuture<byte[]> answer = new CompletableFuture<>();
      if (dead) {
        answer.completeExceptionally(new UnansweredException("gone"));
      } else {
        open.add(answer);
        services.get(subject).serve("another0", request).thenAccept(answer::complete);
      }
      return answer;
    }

    @Override
    public void serve(String subject, Service service) {
      services.put(subject, service);
    }

    private void die() {
      dead = true;
      open.forEach(answer -> answer.completeExceptionally(new UnansweredException("died")));
    }
  }
}
