package io.tidings.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.packet.EngineCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpgradeTest {

  private final ManualTimer timer = new ManualTimer();
  private final RecordingListener listener = new RecordingListener();
  private final Engine engine = TestEngine.engine(timer, listener);
  private final RecordingTransport polling = RecordingTransport.polling();
  private final RecordingTransport candidate = RecordingTransport.webSocket();
  private final Session session = TestEngine.open(engine, polling);

  private void probe() {
    assertThat(session.probe(candidate)).isTrue();
    session.receive(candidate, "2probe");
    assertThat(candidate.take()).containsExactly("3probe");
  }

  @Test
  void releasesTheParkedPollAndMoves() {
    polling.poll(session);
    polling.take();
    probe();
    timer.advance(99);
    assertThat(polling.take()).isEmpty();
    timer.advance(1);
    assertThat(polling.take()).containsExactly("6");
    assertThat(session.transport()).isSameAs(polling);

    session.send(EngineCodec.text("a"));
    session.send(EngineCodec.text("b"));
    assertThat(candidate.take()).isEmpty();
    session.receive(candidate, "5");

    assertThat(session.transport()).isSameAs(candidate);
    assertThat(candidate.writes()).hasSize(1);
    assertThat(candidate.take()).containsExactly("4a", "4b");
    assertThat(polling.closes()).containsExactly(CloseReason.UPGRADED);
    session.receive(candidate, "4over");
    session.send(EngineCodec.text("c"));
    assertThat(candidate.take()).containsExactly("4c");
    assertThat(listener.heard).containsExactly("open", "text over");
  }

  @Test
  void aPollThatComesInTheMiddleIsReleasedToo() {
    probe();
    timer.advance(1_000);
    polling.take();
    polling.poll(session);
    timer.advance(99);
    assertThat(polling.take()).isEmpty();
    timer.advance(1);
    assertThat(polling.take()).containsExactly("6");
  }

  @Test
  void aPollThatHasWordsToCarryNeedsNoRelease() {
    polling.poll(session);
    polling.take();
    probe();
    session.send(EngineCodec.text("a"));
    timer.advance(200);
    assertThat(polling.take()).containsExactly("4a");
  }

  @Test
  void whatTheClientSendsByPollingMeanwhileIsHeard() {
    probe();
    session.receive(polling, "4a");
    session.receive(candidate, "5");
    session.receive(candidate, "4b");
    assertThat(listener.heard).containsExactly("open", "text a", "text b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", "2probes", "3probe", "4a", "5", "1", "x", ""})
  void aWrongFirstPacketCancelsTheProbe(String packet) {
    assertThat(session.probe(candidate)).isTrue();
    session.receive(candidate, packet);
    assertThat(candidate.closes()).hasSize(1);
    session.receive(candidate, "2probe");
    session.receive(candidate, "5");
    assertThat(candidate.texts()).isEmpty();
    assertThat(session.transport()).isSameAs(polling);
    assertThat(listener.heard).containsExactly("open");
    assertThat(session.probe(RecordingTransport.webSocket())).isTrue();
  }

  @Test
  void aWrongSecondPacketCancelsTheProbe() {
    probe();
    session.receive(candidate, "4a");
    assertThat(candidate.closes()).hasSize(1);
    assertThat(session.isOpen()).isTrue();
    timer.advance(200);
    assertThat(polling.texts()).doesNotContain("6");
  }

  @Test
  void aBinaryMessageCancelsTheProbe() {
    probe();
    session.receive(candidate, new byte[1]);
    assertThat(candidate.closes()).hasSize(1);
  }

  @Test
  void aProbeThatIsNotCompletedTimesOut() {
    probe();
    timer.advance(9_999);
    assertThat(candidate.closes()).isEmpty();
    timer.advance(1);
    assertThat(candidate.closes()).hasSize(1);
    session.receive(candidate, "5");
    assertThat(session.transport()).isSameAs(polling);
    assertThat(session.isOpen()).isTrue();
  }

  @Test
  void aProbingConnectionThatBreaksHarmsNothing() {
    probe();
    session.transportClosed(candidate, CloseReason.TRANSPORT_CLOSE);
    assertThat(session.isOpen()).isTrue();
    assertThat(session.probe(RecordingTransport.webSocket())).isTrue();
  }

  @Test
  void oneProbeAtATime() {
    probe();
    assertThat(session.probe(RecordingTransport.webSocket())).isFalse();
    session.receive(candidate, "5");
    assertThat(session.transport()).isSameAs(candidate);
    assertThat(session.probe(RecordingTransport.webSocket())).isFalse();
  }

  @Test
  void noProbeWhereUpgradesAreOff() {
    Engine off = TestEngine.engine(timer, listener, "allow-upgrades", "false");
    Session other = TestEngine.open(off, RecordingTransport.polling());
    assertThat(other.probe(candidate)).isFalse();
  }

  @Test
  void aSessionThatEndsTakesItsProbeAlong() {
    probe();
    session.terminate(CloseReason.FORCED_CLOSE);
    assertThat(candidate.closes()).hasSize(1);
    session.receive(candidate, "5");
    assertThat(candidate.texts()).containsExactly();
    assertThat(session.probe(RecordingTransport.webSocket())).isFalse();
    timer.advance(20_000);
    assertThat(timer.pending()).isZero();
  }

  @Test
  void theOldTransportIsNoLongerHeard() {
    probe();
    session.receive(candidate, "5");
    session.receive(polling, "4a");
    session.transportClosed(polling, CloseReason.TRANSPORT_CLOSE);
    assertThat(session.isOpen()).isTrue();
    assertThat(listener.heard).containsExactly("open");
  }
}
