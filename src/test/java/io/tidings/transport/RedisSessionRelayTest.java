package io.tidings.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidings.access.MemoryBudget;
import io.tidings.cluster.JoinedRelays;
import io.tidings.config.EngineConfig;
import io.tidings.config.OutboxConfig;
import io.tidings.config.Settings;
import io.tidings.engine.CloseReason;
import io.tidings.engine.Engine;
import io.tidings.engine.Session;
import io.tidings.engine.SystemTimer;
import io.tidings.engine.TestEngine;
import io.tidings.packet.EngineCodec;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Instances with an engine each, and a real Redis between them. */
class RedisSessionRelayTest {

  private static final int OWNER = 0;
  private static final int ANOTHER = 1;
  private static final int THIRD = 2;
  private static final String TEXT = "200 text/plain; charset=UTF-8 ";
  private static final String POSTED = "200 text/html ok";
  private static final String OVERLAP = "400 text/plain; charset=UTF-8 ";
  private static final String UNKNOWN =
      "400 application/json {\"code\":1,\"message\":\"Session ID unknown\"}";

  private final JoinedRelays relays = new JoinedRelays(3);
  private final SystemTimer timer = new SystemTimer();
  private final List<Place> places = new ArrayList<>();

  @AfterEach
  void close() {
    timer.close();
    relays.close();
  }

  /** An instance: what it hears from clients, and how it passes on what is not its own. */
  private record Place(Engine engine, Heard heard, RemoteSessions elsewhere) {

    Session open() {
      Session session = engine.create(TestEngine.REQUEST);
      PollingTransport polling = new PollingTransport(session);
      polling.park(HandExchange.get());
      engine.start(session, polling);
      return session;
    }

    HandExchange get(Session session) {
      HandExchange get = HandExchange.get();
      if (engine.find(session.id()).isPresent()) {
        ((PollingTransport) session.transport()).poll(get);
      } else {
        elsewhere.get(session.id(), get);
      }
      return get;
    }

    HandExchange post(Session session, String body) {
      return post(session, HandExchange.post(body));
    }

    HandExchange post(Session session, HandExchange post) {
      try {
        elsewhere.post(session.id(), post);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
      return post;
    }
  }

  private void start(String... settings) {
    for (int i = OWNER; i <= THIRD; i++) {
      Settings all = TestEngine.settings(settings);
      EngineConfig config = EngineConfig.from(all);
      Heard heard = new Heard();
      Engine engine =
          new Engine(
              relays.id(i), config, OutboxConfig.from(all), timer, MemoryBudget.unlimited(), heard);
      relays.relay(i).serve(SessionRelay.SUBJECT, new RelayedPolling(engine, relays.relay(i)));
      places.add(
          new Place(
              engine,
              heard,
              new SessionRelay(
                  relays.relay(i), relays.id(i), config, null, MemoryBudget.unlimited())));
    }
  }

  private Place at(int place) {
    return places.get(place);
  }

  private static ConditionFactory soon() {
    return await()
        .atMost(Duration.ofSeconds(20))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2));
  }

  private static void assertAnswered(HandExchange request, String expected) {
    soon().untilAsserted(() -> assertThat(request.answer()).isEqualTo(expected));
  }

  /** A round trip: whatever was relayed before it has arrived. */
  private void settle(int from, Session session) {
    assertAnswered(at(from).post(session, "6"), POSTED);
  }

  @Test
  void aGetIsParkedUntilThereIsSomethingForIt() {
    start();
    Session session = at(OWNER).open();
    HandExchange get = at(ANOTHER).get(session);
    settle(ANOTHER, session);
    assertThat(get.answer()).isNull();

    session.offer(EngineCodec.text("zażółć"));
    session.offer(EngineCodec.binary(new byte[] {0, 1, (byte) 0xff}));
    session.flush();

    assertAnswered(get, TEXT + "4zażółć\u001ebAAH/");
  }

  @Test
  void manySessionsOfAllInstancesPollAtAllOthers() {
    start();
    List<Session> sessions = IntStream.range(0, 300).mapToObj(i -> at(i % 3).open()).toList();

    for (int round = 0; round < 5; round++) {
      List<HandExchange> gets = new ArrayList<>();
      List<HandExchange> posts = new ArrayList<>();
      for (int i = 0; i < sessions.size(); i++) {
        gets.add(at((i + 1 + round % 2) % 3).get(sessions.get(i)));
        posts.add(at((i + 1 + round % 2) % 3).post(sessions.get(i), "4" + i + ":" + round));
      }
      for (HandExchange post : posts) {
        assertAnswered(post, POSTED);
      }
      for (int i = 0; i < sessions.size(); i++) {
        sessions.get(i).send(EngineCodec.text("answer " + i));
      }
      for (int i = 0; i < sessions.size(); i++) {
        assertAnswered(gets.get(i), TEXT + "4answer " + i);
      }
    }

    for (int owner = OWNER; owner <= THIRD; owner++) {
      assertThat(at(owner).heard().messages()).hasSize(500);
      assertThat(at(owner).heard().closed()).isEmpty();
    }
  }

  @Test
  void whatIsPostedByOneAfterTheOtherArrivesInOrder() {
    start();
    Session session = at(OWNER).open();
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      assertAnswered(at(i % 2 == 0 ? ANOTHER : THIRD).post(session, "4m" + i), POSTED);
      sent.add("m" + i);
    }

    assertThat(at(OWNER).heard().messages()).isEqualTo(sent);
  }

  @Test
  void aPingAnswersAGetAndASilentClientIsGivenUp() {
    start("ping-interval", "300", "ping-timeout", "3000");
    Session session = at(OWNER).open();

    assertAnswered(at(ANOTHER).get(session), TEXT + "2");
    HandExchange afterwards = at(ANOTHER).get(session);

    assertAnswered(afterwards, TEXT + "1");
    assertThat(at(OWNER).heard().closed()).containsExactly(CloseReason.PING_TIMEOUT);
    assertAnswered(at(ANOTHER).get(session), UNKNOWN);
    assertAnswered(at(ANOTHER).post(session, "3"), UNKNOWN);
  }

  @Test
  void aBodyOverTheLimitEndsTheSession() {
    start("max-payload", "100");
    Session session = at(OWNER).open();

    assertAnswered(at(ANOTHER).post(session, "4" + "x".repeat(99)), POSTED);
    assertAnswered(at(ANOTHER).post(session, "4" + "x".repeat(100)), "413" + OVERLAP.substring(3));
    assertThat(at(OWNER).heard().closed()).containsExactly(CloseReason.TRANSPORT_ERROR);
  }

  @Test
  void aPostThatBreaksOffEndsTheSession() {
    start();
    Session session = at(OWNER).open();
    HandExchange get = at(ANOTHER).get(session);

    assertAnswered(at(ANOTHER).post(session, HandExchange.brokenPost()), OVERLAP);
    assertAnswered(get, TEXT + "1");
  }

  @Test
  void getsOverlapWhereverTheyArrive() {
    start();
    for (int first = OWNER; first <= THIRD; first++) {
      Session session = at(OWNER).open();
      HandExchange parked = at(first).get(session);
      settle(ANOTHER, session);
      settle(THIRD, session);
      HandExchange second = at((first + 1) % 3).get(session);

      assertAnswered(second, OVERLAP);
      assertAnswered(parked, TEXT + "1");
    }
  }

  @Test
  void whatIsSentAfterAClientDisconnectedWaitsForItsNextGet() {
    start();
    Session session = at(OWNER).open();
    at(ANOTHER).get(session).disconnect();
    settle(ANOTHER, session);
    session.send(EngineCodec.text("still here"));

    assertAnswered(at(THIRD).get(session), TEXT + "4still here");
    assertThat(at(OWNER).heard().closed()).isEmpty();
  }

  /** Where nothing is noticed of a client that hung up. */
  @Test
  void theNextGetOfAClientThatHungUpIsOneTooMany() {
    start();
    Session session = at(OWNER).open();
    HandExchange aborted = at(ANOTHER).get(session);
    settle(ANOTHER, session);

    assertAnswered(at(ANOTHER).get(session), OVERLAP);
    assertAnswered(aborted, TEXT + "1");
    assertThat(at(OWNER).heard().closed()).containsExactly(CloseReason.TRANSPORT_ERROR);
  }

  @Test
  void theGetOfAnInstanceThatDiesMayBeRepeatedAtAnother() {
    start();
    Session session = at(OWNER).open();
    at(ANOTHER).get(session);
    settle(ANOTHER, session);

    relays.kill(ANOTHER);
    HandExchange repeated = at(THIRD).get(session);
    settle(THIRD, session);
    session.send(EngineCodec.text("still here"));

    assertAnswered(repeated, TEXT + "4still here");
    assertThat(at(OWNER).heard().closed()).isEmpty();
  }

  @Test
  void whatWasSentToAnInstanceThatDiedIsSentAgain() {
    start();
    Session session = at(OWNER).open();
    at(ANOTHER).get(session);
    settle(ANOTHER, session);

    relays.kill(ANOTHER);
    session.send(EngineCodec.text("one"));
    session.send(EngineCodec.text("two"));

    assertAnswered(at(THIRD).get(session), TEXT + "4one");
    assertAnswered(at(OWNER).get(session), TEXT + "4two");
    assertThat(at(OWNER).heard().closed()).isEmpty();
  }

  @Test
  void theSessionsOfAnInstanceThatDiesAreUnknown() {
    start();
    Session session = at(OWNER).open();
    String id = session.id();
    HandExchange parked = at(ANOTHER).get(session);
    settle(ANOTHER, session);

    relays.kill(OWNER);

    assertAnswered(parked, UNKNOWN);
    HandExchange next = HandExchange.get();
    at(THIRD).elsewhere().get(id, next);
    assertAnswered(next, UNKNOWN);
  }
}
