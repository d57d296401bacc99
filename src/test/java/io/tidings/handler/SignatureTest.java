package io.tidings.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidings.namespace.Ack;
import io.tidings.namespace.DisconnectReason;
import io.tidings.namespace.EventRefusedException;
import io.tidings.namespace.Socket;
import io.tidings.namespace.SocketServer;
import io.tidings.namespace.TestServer;
import io.tidings.packet.ArgumentMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.spi.DefinitionException;
import jakarta.json.JsonValue;
import jakarta.json.bind.annotation.JsonbCreator;
import jakarta.json.bind.annotation.JsonbProperty;
import java.net.URI;
import java.security.Principal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Signatures that fail the deployment, in words that help. */
class SignatureTest {

  @Namespace
  static class ConnectTakesAnAck {
    @OnConnect
    void wrong(Socket socket, Ack ack) {}
  }

  @Namespace
  static class ConnectTakesText {
    @OnConnect
    void wrong(String text) {}
  }

  @Namespace
  static class ConnectReturns {
    @OnConnect
    String wrong() {
      return "";
    }
  }

  @Namespace
  static class DisconnectTakesText {
    @OnDisconnect
    void wrong(Socket socket, String text) {}
  }

  @Namespace
  static class EventTakesAReason {
    @OnEvent("e")
    void wrong(DisconnectReason reason) {}
  }

  @Namespace
  static class ServerEventTakesASocket {
    @OnServerEvent("e")
    void wrong(Socket socket) {}
  }

  @Namespace
  static class ServerEventHasNoName {
    @OnServerEvent("")
    void wrong() {}
  }

  @Namespace
  static class EventIsPrivate {
    @OnEvent("e")
    private void wrong() {}
  }

  @Namespace
  static class EventIsStatic {
    @OnEvent("e")
    static void wrong() {}
  }

  @Namespace
  static class ConnectTakesAnEventName {
    @OnConnect
    void wrong(@EventName String name) {}
  }

  @Namespace
  static class EventNameIsANumber {
    @OnEvent("*")
    void wrong(@EventName int name) {}
  }

  @Namespace
  static class ErrorTakesNoThrowable {
    @OnError
    void wrong(Socket socket) {}
  }

  @Namespace
  static class ErrorTakesTwo {
    @OnError
    void wrong(IllegalStateException one, Error other) {}
  }

  @Namespace
  static class ErrorTakesText {
    @OnError
    void wrong(Throwable failure, String text) {}
  }

  @Namespace
  static class ErrorTakesARefusal {
    @OnError
    void wrong(EventRefusedException refused) {}
  }

  @Namespace
  static class TwoForOneError {
    @OnError
    void wrong(Error error) {}

    @OnError
    void wrong(Error error, Socket socket) {}
  }

  @Namespace
  static class EventTakesAThrowable {
    @OnEvent("e")
    void wrong(Exception failure) {}
  }

  @Namespace
  static class EventTakesWhoKnowsWhat {
    @OnEvent("e")
    <T> void wrong(T value) {}
  }

  @Namespace("/a-{id}")
  static class UnknownVariable {
    @OnEvent("e")
    void wrong(@NamespaceParam("name") String name) {}
  }

  @Namespace("/a-{id}")
  static class VariableIsANumber {
    @OnConnect
    void wrong(@NamespaceParam("id") int id) {}
  }

  @Namespace
  static class EventTakesAThread {
    @OnEvent("e")
    void wrong(Thread thread) {}
  }

  @Namespace
  static class EventTakesAPrincipal {
    @OnEvent("e")
    void wrong(Optional<Principal> user) {}
  }

  @Namespace
  static class EventTakesTheServer {
    @OnEvent("e")
    void wrong(SocketServer server) {}
  }

  /** What nobody can make. */
  interface Shape {}

  @Namespace
  static class EventTakesAnInterface {
    @OnEvent("e")
    void wrong(List<? extends Shape> shapes) {}
  }

  /** Injected, not sent. */
  @ApplicationScoped
  static class Orders {}

  @Namespace
  static class EventTakesABean {
    @OnServerEvent("e")
    void wrong(Orders... orders) {}
  }

  @Namespace
  static class AckBesideAResult {
    @OnEvent("e")
    CompletionStage<String> wrong(String text, Ack ack) {
      return null;
    }
  }

  @Namespace
  static class ReturnsItsSocket {
    @OnEvent("e")
    Socket wrong(Socket socket) {
      return socket;
    }
  }

  @Namespace
  static class NoAckBesideAResult {
    @NoAck
    @OnEvent("e")
    int wrong() {
      return 1;
    }
  }

  @Namespace
  static class NoAckOfADisconnect {
    @NoAck
    @OnDisconnect
    void wrong() {}
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        Arguments.of(EventTakesAThread.class, "Thread has no JSON form", "the event's arguments"),
        Arguments.of(EventTakesAPrincipal.class, "Principal> has no", "the event's arguments"),
        Arguments.of(EventTakesTheServer.class, "SocketServer has neither", "@JsonbCreator"),
        Arguments.of(EventTakesAnInterface.class, "Shape> is abstract", "@JsonbTypeInfo"),
        Arguments.of(EventTakesABean.class, "Orders[] is a bean", "to be injected"),
        Arguments.of(AckBesideAResult.class, "its answer already", "either an Ack or a result"),
        Arguments.of(ReturnsItsSocket.class, "Socket is no answer", "a type with a JSON-B form"),
        Arguments.of(NoAckBesideAResult.class, "@NoAck is for", "return nothing"),
        Arguments.of(NoAckOfADisconnect.class, "@NoAck is for", "@OnEvent and @OnServerEvent"),
        Arguments.of(ConnectTakesAnAck.class, "Ack is no parameter", "Handshake, Socket"),
        Arguments.of(ConnectTakesText.class, "String is no parameter", "Handshake, Socket"),
        Arguments.of(ConnectReturns.class, "@OnConnect", "returns nothing"),
        Arguments.of(DisconnectTakesText.class, "@OnDisconnect", "DisconnectReason, Handshake"),
        Arguments.of(EventTakesAReason.class, "DisconnectReason", "Ack, Arguments, Handshake"),
        Arguments.of(ConnectTakesAnEventName.class, "@EventName String is no", "Handshake, Socket"),
        Arguments.of(EventNameIsANumber.class, "@EventName int is no", "@EventName String"),
        Arguments.of(ErrorTakesNoThrowable.class, "takes one Throwable", "Handshake, Socket"),
        Arguments.of(ErrorTakesTwo.class, "takes one Throwable", "one subtype of it"),
        Arguments.of(ErrorTakesText.class, "String is no", "a Throwable or one subtype"),
        Arguments.of(ErrorTakesARefusal.class, "EventRefusedException", "never gets to @OnError"),
        Arguments.of(TwoForOneError.class, "takes Error already", "only one may"),
        Arguments.of(
            EventTakesAThrowable.class, "Exception has no JSON form", "the event's arguments"),
        Arguments.of(EventTakesWhoKnowsWhat.class, "T is not known", "the event's arguments"),
        Arguments.of(UnknownVariable.class, "no variable of the namespace", "allowed are id"),
        Arguments.of(VariableIsANumber.class, "@NamespaceParam int", "@NamespaceParam String"),
        Arguments.of(EventIsPrivate.class, "private", "static"),
        Arguments.of(EventIsStatic.class, "private", "static"));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void isRefusedByNameWithWhatIsAllowed(Class<?> type, String fault, String allowed) {
    HandlerRegistry registry = new HandlerRegistry(new ArgumentMapper());
    assertThatThrownBy(() -> registry.add(type, () -> null))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining(type.getName() + ".wrong")
        .hasMessageContaining(fault)
        .hasMessageContaining(allowed);
  }

  /** What JSON-B makes of a class with its own rules. */
  public static class Bean {
    public String name;
  }

  /** One that says how it is made. */
  public static final class Made {
    final String name;

    @JsonbCreator
    public Made(@JsonbProperty("name") String name) {
      this.name = name;
    }
  }

  @Namespace
  @NonBlocking
  static class TakesWhatJsonbKnows {
    @OnEvent("e")
    String e(
        Bean bean,
        Made made,
        LocalDate day,
        Duration time,
        Set<DayOfWeek> days,
        SortedMap<String, List<Made>> map,
        URI address,
        UUID id,
        JsonValue json,
        Object any,
        int[][] numbers) {
      return bean.name + made.name + day + time + days + map.keySet() + address + id + json + any;
    }
  }

  @Test
  void whatHasAJsonFormIsAllowedAndFits() {
    try (TestServer server = new TestServer()) {
      HandlerFixture.serve(server, new TakesWhatJsonbKnows());
      TestServer.Client client = server.joined();
      client.send(
          "21[\"e\",{\"name\":\"a\"},{\"name\":\"b\"},\"2026-01-02\",\"PT1S\",[\"MONDAY\"],{\"k\":[]},"
              + "\"urn:x\",\"00000000-0000-0000-0000-000000000001\",null,1,[[1]]]");
      assertThat(client.take())
          .containsExactly(
              "431[\"ab2026-01-02PT1S[MONDAY][k]urn:x00000000-0000-0000-0000-000000000001null1\"]");
    }
  }

  @Test
  void theMainNamespaceIsAlwaysThere() {
    HandlerRegistry registry = new HandlerRegistry(new ArgumentMapper());
    assertThat(registry.find("/")).isPresent();
    assertThat(registry.find("/other")).isEmpty();
  }
}
