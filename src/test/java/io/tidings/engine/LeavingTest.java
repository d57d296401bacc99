package io.tidings.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.access.MemoryBudget;
import io.tidings.config.EngineConfig;
import io.tidings.config.OutboxConfig;
import io.tidings.config.Settings;
import io.tidings.packet.EncodedPacket;
import io.tidings.packet.EncodedPacket.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What happens to a session in the very moment at which it ends, or goes. */
class LeavingTest {

  private final ManualTimer time = new ManualTimer();
  private final RecordingTransport polling = RecordingTransport.polling();
  private Runnable whenStopped = () -> {};
  private Consumer<Session> whenEnded = session -> {};

  /** Tells when the heartbeat stops. */
  private final Timer timer =
      new Timer() {
        @Override
        public long millis() {
          return time.millis();
        }

        @Override
        public Handle schedule(long delay, Runnable task) {
          Handle handle = time.schedule(delay, task);
          return () -> {
            handle.cancel();
            whenStopped.run();
          };
        }
      };

  private Session open() {
    Settings settings = TestEngine.settings();
    Session session =
        new Session(
            "sid",
            EngineConfig.from(settings),
            OutboxConfig.from(settings),
            timer,
            MemoryBudget.unlimited(),
            TestEngine.REQUEST,
            new RecordingListener(),
            ended -> whenEnded.accept(ended));
    session.start(polling);
    return session;
  }

  private static EncodedPacket packet(String text) {
    return EncodedPacket.of(Kind.EVENT, text.getBytes(UTF_8), List.of());
  }

  @Test
  void whatIsSentInThatMomentGoesAlong() {
    Session session = open();
    List<EncodedPacket> elsewhere = new ArrayList<>();
    whenStopped = () -> session.send(packet("4hello"));
    SessionState state = session.leave(elsewhere::add).orElseThrow();
    assertThat(state.unsent().size() + elsewhere.size()).isEqualTo(1);
  }

  @Test
  void aTransportThatComesTooLateIsClosed() {
    Session session = open();
    RecordingTransport webSocket = RecordingTransport.webSocket();
    assertThat(session.probe(webSocket)).isTrue();
    session.receive(webSocket, "2probe");
    whenEnded = ended -> ended.receive(webSocket, "5");
    session.terminate(CloseReason.FORCED_CLOSE);
    assertThat(webSocket.closes()).containsExactly(CloseReason.TRANSPORT_ERROR);
  }
}
