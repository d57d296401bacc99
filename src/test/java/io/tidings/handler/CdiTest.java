package io.tidings.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidings.access.Gate;
import io.tidings.access.RefusalCounts;
import io.tidings.config.AccessConfig;
import io.tidings.config.HandlerConfig;
import io.tidings.config.TokenConfig;
import io.tidings.namespace.ConnectionRefusedException;
import io.tidings.namespace.EventHandlers;
import io.tidings.namespace.EventRefusedException;
import io.tidings.namespace.Handshake;
import io.tidings.namespace.Socket;
import io.tidings.namespace.TestServer;
import io.tidings.namespace.TestServer.Client;
import io.tidings.packet.ArgumentMapper;
import io.tidings.packet.Arguments;
import io.tidings.testing.FixedConfig;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InterceptorBinding;
import jakarta.interceptor.InvocationContext;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.hibernate.validator.cdi.ValidationExtension;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What CDI does for beans, it does for handlers. */
class CdiTest {

  @Singleton
  static class Mappers {
    @Produces
    @Singleton
    HandlerConfig handlerConfig() {
      return new HandlerConfig(10, 1_000_000, Set.of("/bare"));
    }

    @Produces
    @Singleton
    ArgumentMapper mapper() {
      return new ArgumentMapper();
    }

    @Produces
    @Singleton
    Gate gate() {
      return new Gate(
          new AccessConfig(List.of(), false, TokenConfig.NONE),
          new RefusalCounts(),
          Clock.systemUTC());
    }
  }

  /** One for each call. */
  @RequestScoped
  static class Ticket {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private final int number = COUNT.incrementAndGet();

    int number() {
      return number;
    }
  }

  @InterceptorBinding
  @Retention(RetentionPolicy.RUNTIME)
  @interface Doubled {}

  @Interceptor
  @Doubled
  @Priority(1)
  static class Doubling {
    @AroundInvoke
    Object twice(InvocationContext context) throws Exception {
      return 2 * (Integer) context.proceed();
    }
  }

  /** With rules. */
  public record Person(@NotBlank String name, @Max(150) int age) {}

  @ApplicationScoped
  static class Elsewhere {
    void check(@NotNull String text) {}
  }

  @Namespace
  static class Handler {
    @Inject private Ticket ticket;
    @Inject private Elsewhere elsewhere;

    @OnConnect
    void connect(Handshake handshake) {}

    @OnEvent("ticket")
    List<Integer> ticket() {
      return List.of(ticket.number(), ticket.number());
    }

    @OnEvent("later ticket")
    @NonBlocking
    int laterTicket() {
      return ticket.number();
    }

    @OnEvent("doubled")
    @Doubled
    int doubled(int number) {
      return number;
    }

    @OnEvent("say")
    int say(Socket socket, @NotBlank String room, @Valid @NotNull Person person) {
      return room.length();
    }

    @OnEvent("elsewhere")
    void elsewhere() {
      elsewhere.check(null);
    }
  }

  @ApplicationScoped
  @Priority(20)
  static class Second implements EventFilter {
    @Override
    public Arguments filter(Socket socket, String event, Arguments arguments) {
      TOLD.add("second");
      return arguments;
    }
  }

  @ApplicationScoped
  @Priority(10)
  static class First implements EventFilter {
    @Override
    public Arguments filter(Socket socket, String event, Arguments arguments) {
      TOLD.add("first");
      if (event.equals("refuse")) {
        throw new EventRefusedException("refused");
      }
      return arguments;
    }
  }

  @ApplicationScoped
  static class Last implements EventFilter {
    @Override
    public Arguments filter(Socket socket, String event, Arguments arguments) {
      TOLD.add("last");
      return arguments;
    }
  }

  @ApplicationScoped
  static class Door implements HandshakeFilter {
    @Override
    public void filter(Socket socket) {
      if (socket.handshake().auth().contains("shut")) {
        throw new ConnectionRefusedException("shut");
      }
    }
  }

  private static final List<String> TOLD = new CopyOnWriteArrayList<>();

  private final TestServer server = new TestServer();
  private WeldContainer container;

  @BeforeEach
  void nothingIsSet() {
    FixedConfig.set();
    TOLD.clear();
  }

  @AfterEach
  void close() {
    server.close();
    container.close();
    FixedConfig.clear();
  }

  private void start(Class<?>... more) {
    container =
        new Weld()
            .disableDiscovery()
            .addBeanClasses(HandlerProducer.class, Mappers.class, Ticket.class)
            .addBeanClasses(Handler.class, Elsewhere.class, Doubling.class)
            .addBeanClasses(more)
            .addExtensions(new HandlerExtension(), new ValidationExtension())
            .initialize();
    server.others = container.select(EventHandlers.class).get();
  }

  private String answer(Client client, String event) {
    client.take();
    client.send("21" + event);
    await().until(() -> client.texts().stream().anyMatch(text -> text.startsWith("431")));
    return String.join("", client.take()).substring(3);
  }

  @Test
  void aRequestIsACall() {
    start();
    Client client = server.joined();
    String first = answer(client, "[\"ticket\"]");
    String second = answer(client, "[\"ticket\"]");
    int before = Integer.parseInt(first.replaceAll(".*,(\\d+).*", "$1"));
    assertThat(first).isEqualTo("[[" + before + "," + before + "]]");
    assertThat(second).isEqualTo("[[" + (before + 1) + "," + (before + 1) + "]]");
    assertThat(answer(client, "[\"later ticket\"]")).isEqualTo("[" + (before + 2) + "]");
  }

  @Test
  void interceptorsApply() {
    start();
    assertThat(answer(server.joined(), "[\"doubled\",4]")).isEqualTo("[8]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "[\"say\",\"ab\",{\"name\":\"n\",\"age\":1}] | 2",
        "[\"say\",\" \",{\"name\":\"n\",\"age\":1}] | {\"error\":\"argument 1 must not be blank\"}",
        "[\"say\",\"a\"] | {\"error\":\"argument 2 is missing\"}",
        "[\"say\",\"a\",{\"name\":\"n\",\"age\":200}] |"
            + " {\"error\":\"argument 2: age must be less than or equal to 150\"}",
        "[\"elsewhere\"] | {\"error\":\"internal error\"}"
      })
  void whatIsNotValidIsTheClientsFaultAndNamed(String event, String answer) {
    start();
    assertThat(answer(server.joined(), event)).isEqualTo("[" + answer + "]");
  }

  @Test
  void filtersAreCalledInOrder() {
    start(Second.class, Last.class, First.class, Door.class);
    Client client = server.joined();
    assertThat(answer(client, "[\"doubled\",4]")).isEqualTo("[8]");
    assertThat(TOLD).containsExactly("first", "second", "last");
    assertThat(answer(client, "[\"refuse\"]")).isEqualTo("[{\"error\":\"refused\"}]");
    assertThat(TOLD).containsExactly("first", "second", "last", "first");
  }

  @Test
  void aFilterRefusesAConnect() {
    start(Door.class);
    Client client = server.client();
    client.send("0{\"a\":\"shut\"}");
    client.awaitPacket("44");
    assertThat(client.take()).containsExactly("44{\"message\":\"shut\"}");
  }
}
