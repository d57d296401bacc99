package io.tidings.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidings.namespace.Ack;
import io.tidings.namespace.DisconnectReason;
import io.tidings.namespace.EventRefusedException;
import io.tidings.namespace.Socket;
import io.tidings.packet.ArgumentMapper;
import jakarta.enterprise.inject.spi.DefinitionException;
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

  static Stream<Arguments> wrong() {
    return Stream.of(
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
        Arguments.of(EventTakesAThrowable.class, "Exception is no", "the event's arguments"),
        Arguments.of(EventTakesWhoKnowsWhat.class, "Object is no", "the event's arguments"),
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

  @Test
  void theMainNamespaceIsAlwaysThere() {
    HandlerRegistry registry = new HandlerRegistry(new ArgumentMapper());
    assertThat(registry.find("/")).isPresent();
    assertThat(registry.find("/other")).isEmpty();
  }
}
