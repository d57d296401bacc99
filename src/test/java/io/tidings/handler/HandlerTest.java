package io.tidings.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidings.namespace.Ack;
import io.tidings.namespace.DisconnectReason;
import io.tidings.namespace.Handshake;
import io.tidings.namespace.Socket;
import io.tidings.namespace.TestServer;
import io.tidings.namespace.TestServer.Client;
import io.tidings.packet.Arguments;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What annotated methods may take and give. */
class HandlerTest {

  /** A type of an application's own. */
  public record Point(int x, int y) {}

  /** Every kind of method that is allowed. */
  @Namespace("/")
  @NonBlocking
  public static class Everything {

    final List<Object> told = new CopyOnWriteArrayList<>();

    @OnConnect
    void connect(Socket socket, Handshake handshake) {
      told.add(handshake.auth());
    }

    @OnDisconnect
    void disconnect(DisconnectReason reason, Socket socket) {
      told.add(reason.text());
    }

    @OnEvent("add")
    int add(int a, long b) {
      return (int) (a + b);
    }

    @OnEvent("point")
    Point point(Socket socket, Point point, List<Point> more) {
      return new Point(point.x() + more.size(), more.get(0).y());
    }

    @OnEvent("bytes")
    int bytes(byte[] bytes, ByteBuffer buffer) {
      return bytes.length * 10 + buffer.remaining();
    }

    @OnEvent("maybe")
    String maybe(String text) {
      return "<" + text + ">";
    }

    @OnEvent("nothing")
    void nothing() {}

    @NoAck
    @OnEvent("silent")
    void silent(int number) {
      told.add(number);
    }

    @OnEvent("self")
    void self(Ack ack, Arguments arguments) {
      ack.send(arguments.size(), "by itself");
    }

    @OnEvent("later")
    CompletionStage<String> later(String text) {
      return CompletableFuture.supplyAsync(text::toUpperCase);
    }

    @OnEvent("failed")
    CompletionStage<String> failed() {
      return CompletableFuture.failedFuture(new IllegalStateException("the secret"));
    }

    @OnEvent("throws")
    void fails() throws Exception {
      throw new Exception("the secret");
    }

    @OnEvent("illegal")
    void illegal() {
      throw new IllegalArgumentException("the secret");
    }

    @OnEvent("several")
    Arguments several(Arguments arguments) {
      return arguments.without(1);
    }
  }

  private final TestServer server = new TestServer();
  private final Everything bean = new Everything();

  @BeforeEach
  void serve() {
    HandlerFixture.serve(server, bean);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "[\"add\",2,3] | [5]",
        "[\"point\",{\"x\":1,\"y\":2},[{\"x\":3,\"y\":4},{\"x\":5,\"y\":6}]] | [{\"x\":3,\"y\":4}]",
        "[\"maybe\",\"a\"] | [\"<a>\"]",
        "[\"maybe\"] | [{\"error\":\"argument 1 is missing\"}]",
        "[\"silent\",\"x\"] | [{\"error\":\"argument 1 must be a whole number from -2147483648"
            + " to 2147483647\"}]",
        "[\"maybe\",\"a\",\"more\"] | [\"<a>\"]",
        "[\"nothing\"] | []",
        "[\"self\",1,2] | [2,\"by itself\"]",
        "[\"later\",\"a\"] | [\"A\"]",
        "[\"several\",1,2,3] | [2,3]",
        "[\"failed\"] | [{\"error\":\"internal error\"}]",
        "[\"throws\"] | [{\"error\":\"internal error\"}]",
        "[\"illegal\"] | [{\"error\":\"internal error\"}]"
      })
  void bindsWhatComesAndAnswersWhatIsReturned(String event, String answer) {
    Client client = server.joined();
    client.send("29" + event);
    client.awaitPacket("439");
    assertThat(client.take()).containsExactly("439" + answer);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "[\"add\",\"x\",3] | argument 1 must be a whole number from -2147483648 to 2147483647",
        "[\"add\",1] | argument 2 is missing",
        "[\"point\",7,[]] | argument 1 must be an object",
        "[\"bytes\",\"x\"] | argument 1 must be binary"
      })
  void tellsTheClientWhichArgumentDoesNotFit(String event, String error) {
    Client client = server.joined();
    client.send("29" + event);
    assertThat(client.take()).containsExactly("439[{\"error\":\"" + error + "\"}]");
    assertThat(client.isClosed()).isFalse();
  }

  @Test
  void bindsBinary() {
    Client client = server.joined();
    client.send(
        "52-9[\"bytes\",{\"_placeholder\":true,\"num\":1},{\"_placeholder\":true,\"num\":0}]");
    client.session().receive(client.transport(), new byte[3]);
    client.session().receive(client.transport(), new byte[2]);
    assertThat(client.take()).containsExactly("439[23]");
  }

  @Test
  void tellsOfConnectAndDisconnect() {
    Client client = server.client();
    client.send("0{\"user\":\"u\"}", "1");
    await().until(() -> bean.told.size() == 2);
    assertThat(bean.told).containsExactly("{\"user\":\"u\"}", "client namespace disconnect");
  }

  @Test
  void doesNotAnswerWhatIsNotToBeAnswered() {
    Client client = server.joined();
    client.send("28[\"silent\",1]", "29[\"nothing\"]");
    assertThat(client.take()).containsExactly("439[]");
    assertThat(bean.told).contains(1);
  }

  @Test
  void ignoresEventsThatNobodyHandles() {
    Client client = server.joined();
    client.send("2[\"unheard of\"]", "29[\"nothing\"]");
    assertThat(client.take()).containsExactly("439[]");
  }
}
