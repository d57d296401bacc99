package io.tidings.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.packet.EngineCodec;
import io.tidings.packet.EnginePacket;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTest {

  private final ManualTimer timer = new ManualTimer();
  private final RecordingListener listener = new RecordingListener();
  private final Engine engine = TestEngine.engine(timer, listener);
  private final RecordingTransport webSocket = RecordingTransport.webSocket();
  private final RecordingTransport polling = RecordingTransport.polling();

  private static JsonObject handshake(RecordingTransport transport) {
    String packet = transport.texts().get(0);
    assertThat(packet).startsWith("0");
    return Json.createReader(new StringReader(packet.substring(1))).readObject();
  }

  @Test
  void opensOverPolling() {
    Session session = TestEngine.open(engine, polling);
    assertThat(polling.texts())
        .containsExactly(
            "0{\"sid\":\""
                + session.id()
                + "\",\"upgrades\":[\"websocket\"],\"pingInterval\":25000,\"pingTimeout\":20000,"
                + "\"maxPayload\":1000000}");
    assertThat(listener.heard).containsExactly("open");
    assertThat(engine.find(session.id())).contains(session);
    assertThat(engine.count()).isEqualTo(1);
  }

  @Test
  void offersNoUpgradeWhereThereIsNone() {
    TestEngine.open(engine, webSocket);
    assertThat(handshake(webSocket).getJsonArray("upgrades")).isEmpty();

    for (String[] settings :
        new String[][] {{"allow-upgrades", "false"}, {"transports", "polling"}}) {
      RecordingTransport transport = RecordingTransport.polling();
      TestEngine.open(TestEngine.engine(timer, listener, settings), transport);
      assertThat(handshake(transport).getJsonArray("upgrades")).isEmpty();
    }
  }

  @Test
  void idsAreLongUnlikeEachOtherAndSayWhoOwnsThem() {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      ids.add(engine.create(TestEngine.REQUEST).id());
    }
    assertThat(ids).hasSize(1_000).allMatch(id -> id.matches("instance[A-Za-z0-9_-]{24}"));
    assertThat(engine.count()).isZero();
  }

  @Test
  void handsOnMessages() {
    Session session = TestEngine.open(engine, webSocket);
    session.receive(webSocket, "4hello");
    session.receive(webSocket, new byte[3]);
    session.receive(webSocket, "6");
    session.receive(webSocket, new EnginePacket.Text("again"));
    assertThat(listener.heard).containsExactly("open", "text hello", "binary 3", "text again");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "0", "2", "2probe", "5", "7"})
  void anythingElseCloses(String packet) {
    Session session = TestEngine.open(engine, webSocket);
    session.receive(webSocket, packet);
    session.receive(webSocket, "4too late");
    assertThat(listener.heard).containsExactly("open", "close PARSE_ERROR");
    assertThat(webSocket.closes()).containsExactly(CloseReason.PARSE_ERROR);
    assertThat(engine.find(session.id())).isEmpty();
  }

  /** The listener that hears of an end must have heard of the beginning. */
  @Test
  void aConnectionThatBreaksUnderTheOpenPacketIsOpenedAndClosed() {
    Session session = engine.create(TestEngine.REQUEST);
    webSocket.onWrite(() -> session.transportClosed(webSocket, CloseReason.TRANSPORT_CLOSE));
    engine.start(session, webSocket);
    assertThat(listener.heard).containsExactly("open", "close TRANSPORT_CLOSE");
    assertThat(engine.count()).isZero();
    assertThat(timer.pending()).isZero();
  }

  @Test
  void aLostConnectionCloses() {
    Session session = TestEngine.open(engine, webSocket);
    session.transportClosed(webSocket, CloseReason.TRANSPORT_CLOSE);
    session.transportClosed(webSocket, CloseReason.TRANSPORT_ERROR);
    session.terminate(CloseReason.FORCED_CLOSE);
    session.close(CloseReason.FORCED_CLOSE);
    session.send(EngineCodec.text("too late"));
    assertThat(listener.heard).containsExactly("open", "close TRANSPORT_CLOSE");
    assertThat(webSocket.texts()).hasSize(1);
  }

  @Test
  void theServersCloseOnPollingSendsWhatWaitsAndThenOne() {
    Session session = TestEngine.open(engine, polling);
    session.send(EngineCodec.text("a"));
    session.close(CloseReason.FORCED_CLOSE);
    session.send(EngineCodec.text("too late"));
    assertThat(listener.heard).endsWith("close FORCED_CLOSE");
    assertThat(polling.take()).hasSize(1);
    assertThat(polling.closes()).isEmpty();
    assertThat(engine.find(session.id())).contains(session);

    polling.poll(session);
    assertThat(polling.take()).containsExactly("4a");

    polling.poll(session);
    assertThat(polling.take()).containsExactly("1");
    assertThat(polling.closes()).containsExactly(CloseReason.FORCED_CLOSE);
    assertThat(engine.find(session.id())).isEmpty();
    assertThat(timer.pending()).isZero();
  }

  @Test
  void aClosedSessionWhoseClientDoesNotCallAnyMoreIsForgotten() {
    Session session = TestEngine.open(engine, polling);
    session.close(CloseReason.FORCED_CLOSE);
    timer.advance(19_999);
    assertThat(engine.count()).isEqualTo(1);
    timer.advance(1);
    assertThat(engine.count()).isZero();
    assertThat(polling.closes()).containsExactly(CloseReason.FORCED_CLOSE);
    assertThat(listener.heard).containsExactly("open", "close FORCED_CLOSE");
    assertThat(session.isOpen()).isFalse();
  }

  @Test
  void theServersCloseOnAWebSocketSendsWhatWaitsFirst() {
    Session session = TestEngine.open(engine, webSocket);
    webSocket.setReady(false);
    session.send(EngineCodec.text("a"));
    session.close(CloseReason.SERVER_SHUTDOWN);
    assertThat(webSocket.closes()).isEmpty();
    webSocket.setReady(true);
    session.flush();
    assertThat(webSocket.texts()).endsWith("4a");
    assertThat(webSocket.closes()).containsExactly(CloseReason.SERVER_SHUTDOWN);
  }

  @Test
  void theClientsCloseAnswersItsParkedGetWithNoop() {
    Session session = TestEngine.open(engine, polling);
    polling.poll(session);
    polling.take();
    session.receive(polling, "1");
    assertThat(polling.take()).containsExactly("6");
    assertThat(polling.closes()).containsExactly(CloseReason.CLIENT_CLOSE);
    assertThat(listener.heard).containsExactly("open", "close CLIENT_CLOSE");
    assertThat(engine.count()).isZero();
  }

  @Test
  void theClientsCloseAnswersAlsoTheGetThatComesBehindIt() {
    Session session = TestEngine.open(engine, polling);
    session.receive(polling, "1");
    assertThat(listener.heard).containsExactly("open", "close CLIENT_CLOSE");
    timer.advance(50);
    polling.poll(session);
    assertThat(polling.texts()).endsWith("6");
    assertThat(engine.count()).isZero();
  }

  @Test
  void theClientsCloseOverAWebSocketEndsAtOnce() {
    Session session = TestEngine.open(engine, webSocket);
    session.receive(webSocket, "1");
    assertThat(listener.heard).containsExactly("open", "close CLIENT_CLOSE");
    assertThat(webSocket.closes()).containsExactly(CloseReason.CLIENT_CLOSE);
  }

  @Test
  void aClientMayAgreeToTheServersClose() {
    Session session = TestEngine.open(engine, polling);
    session.close(CloseReason.FORCED_CLOSE);
    session.receive(polling, "4ignored");
    session.receive(polling, "1");
    assertThat(engine.count()).isZero();
    assertThat(listener.heard).containsExactly("open", "close FORCED_CLOSE");
  }

  @Test
  void terminatesWithoutAWord() {
    Session session = TestEngine.open(engine, polling);
    session.send(EngineCodec.text("a"));
    session.terminate(CloseReason.INBOX_FULL);
    assertThat(polling.texts()).hasSize(1);
    assertThat(polling.closes()).containsExactly(CloseReason.INBOX_FULL);
    assertThat(listener.heard).containsExactly("open", "close INBOX_FULL");
  }

  @Test
  void letsGoOfItsTransportWhenItEnds() {
    Session session = TestEngine.open(engine, webSocket);
    session.transportClosed(webSocket, CloseReason.TRANSPORT_CLOSE);
    assertThat(session.transport()).isNotSameAs(webSocket);
    assertThat(session.transport().name()).isEqualTo(webSocket.name());

    session.receive(webSocket, "4too late");
    session.transportClosed(webSocket, CloseReason.TRANSPORT_ERROR);
    session.fail("too late");
    assertThat(listener.heard).containsExactly("open", "close TRANSPORT_CLOSE");
  }

  @Test
  void anEngineClosesItsSessions() {
    TestEngine.open(engine, webSocket);
    TestEngine.open(engine, RecordingTransport.webSocket());
    engine.close();
    assertThat(engine.count()).isZero();
    assertThat(listener.heard).filteredOn("close SERVER_SHUTDOWN"::equals).hasSize(2);
  }
}
