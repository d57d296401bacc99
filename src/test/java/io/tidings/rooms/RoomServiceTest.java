package io.tidings.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.handler.HandlerFixture;
import io.tidings.namespace.TestServer;
import io.tidings.namespace.TestServer.Client;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoomServiceTest {

  private final TestServer server = new TestServer();

  @BeforeEach
  void serve() {
    HandlerFixture.serve(
        server, new RoomService(server.socketServer, server.presence, server.limits.refusals()));
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void clientsJoinPublishAndLeave() {
    Client one = server.joined();
    Client two = server.joined();
    one.send("20[\"join\",\"a\"]");
    two.send("20[\"join\",\"a\"]");
    assertThat(one.take()).singleElement().asString().contains("\"members\":1");
    assertThat(two.take())
        .singleElement()
        .asString()
        .startsWith("430[{")
        .contains("\"ok\":true", "\"room\":\"a\"", "\"members\":2");

    one.send("21[\"publish\",\"a\",\"news\",{\"n\":[1]},null]");
    two.awaitPacket("42[\"news\",{\"n\":[1]},null]");
    one.awaitPacket("42[\"news\"");
    one.awaitPacket("431[{");
    assertThat(one.take()).anyMatch(text -> text.matches("431.*\"id\":\"[0-9]+-[0-9]+\".*"));

    two.send("22[\"leave\",\"a\"]");
    assertThat(two.take()).contains("432[{\"ok\":true}]");
  }

  /** By way of Redis the first would be the room {@code x?y}, and its members hear it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "x\\ud800y | must not have half of a surrogate pair in it",
        "\\udc4b\\ud83d | must not have half of a surrogate pair in it",
        "a\\\\b | must have neither a backslash nor NUL in it",
        "a\\u0000b | must have neither a backslash nor NUL in it",
      })
  void aRoomHasANameThatIsTheSameEverywhere(String room, String fault) {
    Client client = server.joined();
    client.send("20[\"join\",\"" + room + "\"]");
    client.send("21[\"publish\",\"" + room + "\",\"news\",1]");

    client.awaitPacket("431[");
    assertThat(client.take())
        .hasSize(2)
        .allSatisfy(answer -> assertThat(answer).contains("\"ok\":false", "room " + fault));
  }

  @Test
  void pairsAreNoFault() {
    Client client = server.joined();
    client.send("20[\"join\",\"\\ud83d\\udc4b 你\"]");
    client.awaitPacket("430[");
    assertThat(client.take()).singleElement().asString().contains("\"room\":\"👋 你\"");
  }

  @Test
  void binaryArgumentsArePassedOnAsTheyCame() {
    Client client = server.joined();
    client.send("20[\"join\",\"a\"]");
    client.take();
    client.send("51-[\"publish\",\"a\",\"raw\",{\"x\":{\"_placeholder\":true,\"num\":0}}]");
    client.session().receive(client.transport(), new byte[] {1, 2});
    client.awaitPacket("451-[\"raw\",{\"x\":{\"_placeholder\":true,\"num\":0}}]");
    assertThat(client.transport().packets().get(0).attachments())
        .containsExactly(new byte[] {1, 2});
  }

  @Test
  void nobodyJoinsTheRoomOfAnotherSocket() {
    Client listener = server.client();
    listener.send("0");
    String id = listener.texts().get(0).replaceAll(".*\"sid\":\"([^\"]+)\".*", "$1");
    Client other = server.joined();

    other.send("20[\"join\",\"" + id + "\"]");
    assertThat(other.take()).singleElement().asString().contains("\"ok\":false", "id of a socket");
    other.send("21[\"publish\",\"" + id + "\",\"for you\",1]");
    listener.awaitPacket("42[\"for you\",1]");
    other.awaitPacket("431[{");
    assertThat(other.texts()).noneMatch(text -> text.contains("for you"));

    listener.send("2[\"leave\",\"" + id + "\"]", "20[\"join\",\"" + id + "\"]");
    listener.awaitPacket("430[{\"");
    assertThat(listener.texts().toString()).contains("\"ok\":true");
  }

  @Test
  void echoAnswersAndSendsBack() {
    Client client = server.joined();
    client.send("27[\"echo\",1,\"x\"]");
    assertThat(client.take()).containsExactly("42[\"echo\",1,\"x\"]", "437[1,\"x\"]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "20[\"join\"]",
        "20[\"join\",\"\"]",
        "20[\"join\",7]",
        "20[\"leave\",{}]",
        "20[\"publish\",\"a\"]",
        "20[\"publish\",\"a\",\"\"]",
        "20[\"publish\",[],\"e\"]",
        "20[\"publish\",\"a\",\"connect_error\"]"
      })
  void whatMakesNoSenseIsRefusedInWords(String packet) {
    Client client = server.joined();
    client.send(packet);
    assertThat(client.take())
        .singleElement()
        .asString()
        .startsWith("430[{")
        .contains("\"ok\":false", "\"error\":\"");
    assertThat(client.isClosed()).isFalse();
  }

  @Test
  void aNameMayHave256Characters() {
    Client client = server.joined();
    client.send(
        "20[\"join\",\"" + "x".repeat(256) + "\"]", "21[\"join\",\"" + "x".repeat(257) + "\"]");
    assertThat(client.take())
        .satisfiesExactly(
            first -> assertThat(first).contains("\"ok\":true"),
            second -> assertThat(second).contains("\"ok\":false"));
  }
}
