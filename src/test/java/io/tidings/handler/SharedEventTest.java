package io.tidings.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidings.namespace.Ack;
import io.tidings.namespace.TestServer;
import io.tidings.namespace.TestServer.Client;
import io.tidings.packet.ArgumentMapper;
import jakarta.enterprise.inject.spi.DefinitionException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Several methods may handle one event; the client has one answer, and not by chance. */
class SharedEventTest {

  /** Returns the answer, at once or later. */
  @Namespace
  @NonBlocking
  public static class Returns {
    final CompletableFuture<String> later = new CompletableFuture<>();

    @OnEvent("now")
    String now() {
      return "answer";
    }

    @OnEvent("later")
    CompletionStage<String> later() {
      return later;
    }

    @OnEvent("number")
    int number(int number) {
      return number;
    }
  }

  /** Sends the answer. */
  @Namespace
  public static class Sends {
    @OnEvent("now")
    void now(Ack ack) {
      ack.send("sent");
    }
  }

  /** Returns another answer to the same event. */
  @Namespace
  public static class ReturnsToo {
    @OnEvent("now")
    int now() {
      return 1;
    }
  }

  /** The same event of another namespace. */
  @Namespace("/other")
  public static class Elsewhere {
    @OnEvent("now")
    String now() {
      return "elsewhere";
    }
  }

  /** Wants to know of the same events. */
  @Namespace
  @NonBlocking
  public static class Listens {
    int calls;

    @OnEvent("now")
    void now() {
      calls++;
    }

    @OnEvent("later")
    void later() {
      calls++;
    }

    @OnEvent("number")
    void number(List<String> unfit) {
      calls++;
    }

    @OnEvent("heard")
    void heard() {
      calls++;
    }
  }

  /** Wants to know of them, and cannot. */
  @Namespace
  @NonBlocking
  public static class Fails {
    @OnEvent("now")
    void now() {
      throw new IllegalStateException("the secret");
    }

    @OnEvent("heard")
    void heard() {
      throw new IllegalStateException("the secret");
    }
  }

  private final TestServer server = new TestServer();

  @AfterEach
  void close() {
    server.close();
  }

  private Client client(Object... beans) {
    HandlerFixture.serve(server, beans);
    return server.joined();
  }

  static Stream<Object> answering() {
    return Stream.of(new Sends(), new ReturnsToo());
  }

  @ParameterizedTest
  @MethodSource("answering")
  void twoMethodsThatAnswerAreRefusedByName(Object second) {
    HandlerRegistry registry = new HandlerRegistry(new ArgumentMapper());
    registry.add(Returns.class, () -> null);
    registry.add(Elsewhere.class, () -> null);
    assertThatThrownBy(() -> registry.add(second.getClass(), () -> null))
        .isInstanceOf(DefinitionException.class)
        .hasMessage(
            second.getClass().getName()
                + ".now: "
                + Returns.class.getName()
                + ".now answers the event \"now\" already;"
                + " of its methods only one may return a value or take an Ack");
  }

  static Stream<Object[]> orders() {
    return Stream.of(
        new Object[] {new Returns(), new Listens(), new Fails()},
        new Object[] {new Fails(), new Listens(), new Returns()});
  }

  @ParameterizedTest
  @MethodSource("orders")
  void whoOnlyListensHasNoPartInTheAnswer(Object first, Listens listens, Object last) {
    Client client = client(first, listens, last);
    client.send("27[\"now\"]");
    assertThat(client.take()).containsExactly("437[\"answer\"]");
    assertThat(listens.calls).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("orders")
  void anArgumentThatAListenerCannotTakeIsNotTheClientsFault(
      Object first, Listens listens, Object last) {
    Client client = client(first, listens, last);
    client.send("27[\"number\",{}]", "28[\"number\",5]");
    assertThat(client.take())
        .hasSize(2)
        .contains("438[5]")
        .anyMatch(packet -> packet.startsWith("437[{\"error\":\"argument 1 "));
  }

  @Test
  void anAnswerThatTakesItsTimeIsWaitedFor() {
    Returns returns = new Returns();
    Client client = client(new Listens(), returns);
    client.send("27[\"later\"]");
    assertThat(client.take()).isEmpty();
    returns.later.complete("answer");
    assertThat(client.take()).containsExactly("437[\"answer\"]");
  }

  static Stream<Object[]> listeners() {
    return Stream.of(
        new Object[] {new Listens(), new Fails()}, new Object[] {new Fails(), new Listens()});
  }

  @ParameterizedTest
  @MethodSource("listeners")
  void whereAllListenTheClientLearnsOfAFailure(Object one, Object other) {
    Client client = client(one, other);
    client.send("27[\"heard\"]");
    assertThat(client.take()).containsExactly("437[{\"error\":\"internal error\"}]");
  }
}
