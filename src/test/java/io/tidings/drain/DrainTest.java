package io.tidings.drain;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.config.DrainConfig;
import io.tidings.engine.CloseReason;
import io.tidings.engine.Engine;
import io.tidings.engine.ManualTimer;
import io.tidings.engine.RecordingTransport;
import io.tidings.engine.Session;
import io.tidings.engine.SessionListener;
import io.tidings.engine.SessionMoves;
import io.tidings.engine.TestEngine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** How an instance gives up its sessions, with time by hand. */
class DrainTest {

  private static final long TIME = 5_000;
  private static final long GRACE = 10_000;

  private final ManualTimer timer = new ManualTimer();
  private final List<CloseReason> closed = new ArrayList<>();
  private final Handlers handlers = new Handlers();
  private final Engine engine = TestEngine.engine(timer, new Listener());
  private int running;
  private final Drain drain =
      new Drain(
          engine, handlers, () -> running, new DrainConfig(TIME, GRACE), timer, new Random(1));

  private Session open(RecordingTransport transport) {
    return TestEngine.open(engine, transport);
  }

  private List<RecordingTransport> openMany(int count) {
    List<RecordingTransport> transports = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      transports.add(RecordingTransport.webSocket());
      open(transports.get(i));
    }
    return transports;
  }

  private static Drain.Outcome outcome(CompletionStage<Drain.Outcome> over) {
    return over.toCompletableFuture().getNow(null);
  }

  @Test
  void whereNothingIsThereNothingIsWaitedFor() {
    assertThat(outcome(drain.begin())).isEqualTo(new Drain.Outcome(0, 0, 0));
    assertThat(engine.isDraining()).isTrue();
  }

  @Test
  void connectionsGoAFewAtATimeAndAllInTime() {
    openMany(100);
    CompletionStage<Drain.Outcome> over = drain.begin();

    for (int seconds = 1; seconds <= 5; seconds++) {
      timer.advance(1_000);
      assertThat(engine.count()).isEqualTo(100 - 20 * seconds);
    }

    timer.advance(Drain.LOOK);
    assertThat(outcome(over)).isEqualTo(new Drain.Outcome(100, 0, 0));
    assertThat(closed).hasSize(100).containsOnly(CloseReason.SERVER_SHUTDOWN);
  }

  @Test
  void aWebSocketIsClosedAndAPollIsAnsweredWithAClosePacket() {
    RecordingTransport webSocket = RecordingTransport.webSocket();
    RecordingTransport polling = RecordingTransport.polling();
    open(webSocket);
    polling.poll(open(polling));
    webSocket.take();
    polling.take();

    drain.begin();
    timer.advance(TIME);

    assertThat(webSocket.take()).isEmpty();
    assertThat(webSocket.closes()).containsExactly(CloseReason.SERVER_SHUTDOWN);
    assertThat(polling.take()).containsExactly("1");
  }

  @Test
  void aHandlerAtWorkIsWaitedForAndThenItsConnectionIsClosed() {
    Session session = open(RecordingTransport.webSocket());
    CompletableFuture<Void> work = handlers.isAtWork(session);
    CompletionStage<Drain.Outcome> over = drain.begin();
    timer.advance(TIME + GRACE - 1_000);
    assertThat(session.isOpen()).isTrue();

    work.complete(null);
    timer.advance(Drain.LOOK);

    assertThat(session.isOpen()).isFalse();
    assertThat(outcome(over)).isEqualTo(new Drain.Outcome(1, 0, 0));
  }

  @Test
  void nobodyIsWaitedForLongerThanTheTwoTimes() {
    Session session = open(RecordingTransport.webSocket());
    handlers.isAtWork(session);
    running = 1;
    CompletionStage<Drain.Outcome> over = drain.begin();

    timer.advance(TIME + GRACE - 1);
    assertThat(outcome(over)).isNull();
    timer.advance(Drain.LOOK);

    assertThat(outcome(over)).isEqualTo(new Drain.Outcome(1, 1, 1));
    assertThat(session.isOpen()).isFalse();
  }

  @Test
  void handlersOfThoseThatAreGoneAreWaitedForToo() {
    openMany(1);
    running = 1;
    CompletionStage<Drain.Outcome> over = drain.begin();
    timer.advance(TIME + 100);
    assertThat(engine.count()).isZero();
    assertThat(outcome(over)).isNull();

    running = 0;
    timer.advance(Drain.LOOK);

    assertThat(outcome(over)).isEqualTo(new Drain.Outcome(1, 0, 0));
  }

  @Test
  void aClientThatDoesNotTakeItsLastPacketIsCutWhenTimeIsUp() {
    RecordingTransport polling = RecordingTransport.polling();
    open(polling);
    polling.setReady(false);
    CompletionStage<Drain.Outcome> over = drain.begin();

    timer.advance(TIME + GRACE + Drain.LOOK);

    assertThat(outcome(over)).isEqualTo(new Drain.Outcome(1, 1, 0));
    assertThat(polling.closes()).containsExactly(CloseReason.SERVER_SHUTDOWN);
  }

  @Test
  void whoWasOnTheWayInWhenItBeganIsClosedWithTheLast() {
    CompletionStage<Drain.Outcome> over;
    openMany(1);
    over = drain.begin();
    Session late = open(RecordingTransport.webSocket());

    timer.advance(TIME - Drain.LOOK);
    assertThat(late.isOpen()).isTrue();
    timer.advance(2 * Drain.LOOK);

    assertThat(late.isOpen()).isFalse();
    assertThat(outcome(over)).isNotNull();
  }

  @Test
  void inAHurryAllAreClosedAtOnceAndOnlyHandlersAreWaitedFor() {
    List<RecordingTransport> idle = openMany(50);
    Session busy = open(RecordingTransport.webSocket());
    CompletableFuture<Void> work = handlers.isAtWork(busy);
    RecordingTransport away = RecordingTransport.polling();
    open(away);
    away.setReady(false);
    CompletionStage<Drain.Outcome> over = drain.begin();

    drain.hurry();

    assertThat(idle).allSatisfy(transport -> assertThat(transport.closes()).hasSize(1));
    timer.advance(Drain.HURRY + Drain.LOOK);
    assertThat(away.closes()).hasSize(1);
    assertThat(busy.isOpen()).isTrue();
    work.complete(null);
    timer.advance(Drain.LOOK);
    assertThat(outcome(over)).isEqualTo(new Drain.Outcome(52, 1, 0));
  }

  private final class Listener implements SessionListener {

    @Override
    public void onOpen(Session session) {}

    @Override
    public void onText(Session session, String message) {}

    @Override
    public void onBinary(Session session, byte[] message) {}

    @Override
    public void onClose(Session session, CloseReason reason) {
      closed.add(reason);
    }
  }

  /** Which sessions have a handler at work; nothing moves. */
  private static final class Handlers implements SessionMoves {

    private final Map<Session, CompletableFuture<Void>> atWork = new HashMap<>();

    CompletableFuture<Void> isAtWork(Session session) {
      return atWork.computeIfAbsent(session, key -> new CompletableFuture<>());
    }

    @Override
    public CompletionStage<Void> quiesce(Session session) {
      return atWork.getOrDefault(session, CompletableFuture.completedFuture(null));
    }

    @Override
    public CompletionStage<String> expect() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void forget(String place) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Optional<byte[]>> leave(
        Session session, String place, String destination, BooleanSupplier release) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> arrive(Session session, byte[] state) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void moved(Session session) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void lost(Session session) {
      throw new UnsupportedOperationException();
    }
  }
}
