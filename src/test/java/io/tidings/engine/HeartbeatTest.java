package io.tidings.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeartbeatTest {

  private final ManualTimer timer = new ManualTimer();
  private final RecordingListener listener = new RecordingListener();
  private final Engine engine =
      TestEngine.engine(timer, listener, "ping-interval", "300", "ping-timeout", "200");
  private final RecordingTransport transport = RecordingTransport.webSocket();
  private final Session session = TestEngine.open(engine, transport);

  private void answerPings(int count) {
    for (int i = 0; i < count; i++) {
      timer.advance(300);
      assertThat(transport.take()).endsWith("2");
      session.receive(transport, "3");
    }
  }

  @Test
  void pingsAtTheInterval() {
    timer.advance(299);
    assertThat(transport.take()).hasSize(1);
    timer.advance(1);
    assertThat(transport.take()).containsExactly("2");
    timer.advance(100);
    assertThat(transport.take()).isEmpty();
  }

  @Test
  void aPongBeginsTheNextInterval() {
    answerPings(3);
    timer.advance(300);
    timer.advance(150);
    session.receive(transport, "3");
    transport.take();
    timer.advance(299);
    assertThat(transport.take()).isEmpty();
    timer.advance(1);
    assertThat(transport.take()).containsExactly("2");
    assertThat(session.isOpen()).isTrue();
  }

  @Test
  void anUnansweredPingCloses() {
    answerPings(1);
    timer.advance(300 + 199);
    assertThat(session.isOpen()).isTrue();
    timer.advance(1);
    assertThat(listener.heard).containsExactly("open", "close PING_TIMEOUT");
    assertThat(transport.closes()).containsExactly(CloseReason.PING_TIMEOUT);
    assertThat(engine.count()).isZero();
    assertThat(timer.pending()).isZero();
  }

  @Test
  void aPongThatNobodyAskedForChangesNothing() {
    timer.advance(200);
    session.receive(transport, "3");
    timer.advance(100);
    assertThat(transport.texts()).endsWith("2");
    timer.advance(200);
    assertThat(session.isOpen()).isFalse();
  }

  @Test
  void otherPacketsAreNoPong() {
    timer.advance(300);
    session.receive(transport, "4still here");
    timer.advance(200);
    assertThat(listener.heard).endsWith("close PING_TIMEOUT");
  }

  @Test
  void aPingFromAClientCloses() {
    session.receive(transport, "2");
    assertThat(listener.heard).containsExactly("open", "close PARSE_ERROR");
  }

  /** A timer that was kept from running does not lengthen a client's time. */
  @Test
  void aLateTimerCountsFromWhenThePingWasDue() {
    timer.skip(450);
    timer.advance(0);
    assertThat(transport.texts()).endsWith("2");
    timer.advance(49);
    assertThat(session.isOpen()).isTrue();
    timer.advance(1);
    assertThat(session.isOpen()).isFalse();
  }

  @Test
  void anOverdueSessionIsNotFoundEvenBeforeItsTimerRuns() {
    timer.skip(499);
    assertThat(engine.find(session.id())).contains(session);
    timer.skip(1);
    assertThat(engine.find(session.id())).isEmpty();
    assertThat(listener.heard).containsExactly("open", "close PING_TIMEOUT");
    assertThat(engine.count()).isZero();
  }

  @Test
  void anOverdueSessionIsNotFoundWhileAPingWaits() {
    timer.advance(300);
    timer.skip(200);
    assertThat(engine.find(session.id())).isEmpty();
  }

  @Test
  void endsWithTheSession() {
    session.terminate(CloseReason.FORCED_CLOSE);
    assertThat(timer.pending()).isZero();
    timer.advance(1_000);
    assertThat(transport.texts()).hasSize(1);
  }
}
