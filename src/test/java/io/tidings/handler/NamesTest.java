package io.tidings.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidings.packet.ArgumentMapper;
import jakarta.enterprise.inject.spi.DefinitionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Names that no client could use fail the deployment, in words that help. */
class NamesTest {

  private static final String SIXTY_FOUR =
      "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

  @Namespace("chat")
  static class WithoutSlash {}

  @Namespace("")
  static class Empty {}

  @Namespace("/a,b")
  static class Comma {}

  @Namespace("/a?b=c")
  static class Query {}

  @Namespace("/a#b")
  static class Fragment {}

  @Namespace(
      "/"
          + SIXTY_FOUR
          + SIXTY_FOUR
          + SIXTY_FOUR
          + SIXTY_FOUR
          + SIXTY_FOUR
          + SIXTY_FOUR
          + SIXTY_FOUR
          + SIXTY_FOUR)
  static class TooLong {}

  @Namespace("/chat/élèves: 7 b")
  static class Unusual {}

  @Namespace
  static class Connect {
    @OnEvent("connect")
    void wrong() {}
  }

  @Namespace
  static class Disconnect {
    @OnEvent("disconnect")
    void wrong() {}
  }

  @Namespace
  static class NewListener {
    @OnEvent("newListener")
    void wrong() {}
  }

  @Namespace
  static class EmptyEvent {
    @OnEvent("")
    void wrong() {}
  }

  @Namespace
  static class Number {
    @OnEvent("7")
    void right() {}
  }

  private final HandlerRegistry registry = new HandlerRegistry(new ArgumentMapper());

  @ParameterizedTest
  @MethodSource
  void namespacesAreRefusedByClassAndValueWithWhatIsAllowed(Class<?> type) {
    String value = type.getAnnotation(Namespace.class).value();
    assertThatThrownBy(() -> registry.add(type, () -> null))
        .isInstanceOf(DefinitionException.class)
        .hasMessageStartingWith(type.getName() + ": @Namespace is \"" + value + "\"; allowed is ")
        .hasMessageContaining("a slash")
        .hasMessageContaining("512 characters");
  }

  static Stream<Class<?>> namespacesAreRefusedByClassAndValueWithWhatIsAllowed() {
    return Stream.of(
        WithoutSlash.class, Empty.class, Comma.class, Query.class, Fragment.class, TooLong.class);
  }

  @ParameterizedTest
  @MethodSource
  void eventsAreRefusedByMethodAndValueWithWhatIsAllowed(Class<?> type, String value) {
    assertThatThrownBy(() -> registry.add(type, () -> null))
        .isInstanceOf(DefinitionException.class)
        .hasMessageStartingWith(
            type.getName() + ".wrong: @OnEvent is \"" + value + "\"; allowed is ")
        .hasMessageContaining("connect, connect_error, disconnect, disconnecting, newListener");
  }

  static Stream<Arguments> eventsAreRefusedByMethodAndValueWithWhatIsAllowed() {
    return Stream.of(
        Arguments.of(Connect.class, "connect"),
        Arguments.of(Disconnect.class, "disconnect"),
        Arguments.of(NewListener.class, "newListener"),
        Arguments.of(EmptyEvent.class, ""));
  }

  @Test
  void allOthersAreTaken() {
    registry.add(Unusual.class, () -> null);
    registry.add(Number.class, () -> null);
    assertThat(registry.find("/chat/élèves: 7 b")).isPresent();
  }
}
