package io.tidings.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidings.access.Gate;
import io.tidings.access.RefusalCounts;
import io.tidings.config.AccessConfig;
import io.tidings.config.HandlerConfig;
import io.tidings.config.InvalidSettingException;
import io.tidings.config.TokenConfig;
import io.tidings.namespace.EventHandlers;
import io.tidings.namespace.Socket;
import io.tidings.namespace.TestServer;
import io.tidings.namespace.TestServer.Client;
import io.tidings.packet.ArgumentMapper;
import io.tidings.packet.Arguments;
import io.tidings.testing.FixedConfig;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.DefinitionException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Handler beans are found by CDI, and configuration decides whether they are used. */
class HandlerProducerTest {

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

  @Singleton
  static class Notes {
    final List<String> taken = new CopyOnWriteArrayList<>();
  }

  @Namespace("/found")
  static class Found {
    @Inject private Notes notes;

    @OnEvent("e")
    void event(Arguments arguments) {
      notes.taken.add(arguments.json());
    }
  }

  @Namespace("/found")
  static class FoundToo {
    @Inject private Notes notes;

    @OnEvent("e")
    void event() {
      notes.taken.add("too");
    }
  }

  /** A handler may inject what needs the registry that it is in. */
  @Namespace("/circle")
  static class Circle {
    @Inject private EventHandlers handlers;

    @OnConnect
    void connect(Socket socket) {
      handlers.find("/circle").orElseThrow();
    }
  }

  @Namespace("/on")
  @EnabledWhen(value = "test.on", byDefault = true)
  static class OnByDefault {}

  @Namespace("/off")
  @EnabledWhen(value = "test.off", byDefault = false)
  static class OffByDefault {}

  @Namespace
  static class Wrong {
    @OnConnect
    void wrong(String text) {}
  }

  @Namespace
  static class WrongToo {
    @OnError
    void wrongToo() {}
  }

  @Singleton
  @ForNamespaces("/fuond")
  static class Misspelt implements HandshakeFilter {
    @Override
    public void filter(Socket socket) {}
  }

  @Singleton
  @ForNamespaces({"/off", "/bare"})
  static class SwitchedOff implements EventFilter {
    @Override
    public Arguments filter(Socket socket, String event, Arguments arguments) {
      return arguments;
    }
  }

  @Singleton
  static class NoHandler {
    @OnEvent("e")
    void event() {}
  }

  private WeldContainer container;

  @AfterEach
  void close() {
    if (container != null) {
      container.close();
    }
    FixedConfig.clear();
  }

  @BeforeEach
  void nothingIsSet() {
    FixedConfig.set();
  }

  private EventHandlers start(Class<?>... beans) {
    container =
        new Weld()
            .disableDiscovery()
            .addBeanClasses(HandlerProducer.class, Mappers.class, Notes.class)
            .addBeanClasses(beans)
            .addExtension(new HandlerExtension())
            .initialize();
    return container.select(EventHandlers.class).get();
  }

  @Test
  void theMethodsOfAllBeansOfANamespaceAreCalled() {
    EventHandlers handlers = start(Found.class, FoundToo.class);
    List<String> taken = container.select(Notes.class).get().taken;
    try (TestServer server = new TestServer()) {
      server.handlers.put("/found", handlers.find("/found").orElseThrow());
      TestServer.Client client = server.client();
      client.send("0/found,");
      client.awaitPacket("40/found,");

      client.send("2/found,[\"e\",1]");

      await().until(() -> taken.size() == 2);
    }
    assertThat(taken).containsExactlyInAnyOrder("[1]", "too");
  }

  @Test
  void aHandlerMayInjectTheRegistry() {
    try (TestServer server = new TestServer()) {
      server.others = start(Circle.class);
      Client client = server.client();
      client.send("0/circle,");
      client.awaitPacket("40/circle,");
    }
  }

  @Test
  void aBeanWithoutANamespaceIsNoHandler() {
    EventHandlers handlers = start(NoHandler.class);
    assertThat(handlers.find("/").orElseThrow().blocksOn("e")).isFalse();
  }

  @Test
  void aNamespaceThatNoBeanHandlesIsNotThere() {
    assertThat(start(Found.class).find("/other")).isEmpty();
  }

  @Test
  void aWrongSignatureStopsTheDeployment() {
    assertThatThrownBy(() -> start(Wrong.class))
        .hasStackTraceContaining(DefinitionException.class.getName())
        .hasStackTraceContaining(Wrong.class.getName() + ".wrong")
        .hasStackTraceContaining("allowed are Handshake, Socket");
  }

  @Test
  void allThatIsWrongIsToldAtOnce() {
    assertThatThrownBy(() -> start(Wrong.class, WrongToo.class))
        .hasStackTraceContaining(Wrong.class.getName() + ".wrong: String is no parameter")
        .hasStackTraceContaining(WrongToo.class.getName() + ".wrongToo: a method with @OnError");
  }

  @Test
  void aFilterForANamespaceThatNobodyHandlesStopsTheDeployment() {
    assertThatThrownBy(() -> start(Found.class, Misspelt.class))
        .hasStackTraceContaining(Misspelt.class.getName() + ": @ForNamespaces has \"/fuond\"")
        .hasStackTraceContaining("no class with @Namespace is for it");
  }

  @Test
  void aFilterMayBeForANamespaceThatIsSwitchedOff() {
    assertThat(start(OffByDefault.class, SwitchedOff.class).find("/off")).isEmpty();
  }

  @Test
  void aNamespaceThatConfigurationNamesNeedsNoHandler() {
    try (TestServer server = new TestServer()) {
      server.others = start(Found.class);
      Client client = server.client();
      client.send("0/bare,");
      client.awaitPacket("40/bare,");
    }
  }

  @Test
  void theDefaultHoldsWhileTheKeyIsNotSet() {
    EventHandlers handlers = start(OnByDefault.class, OffByDefault.class);
    assertThat(handlers.find("/on")).isPresent();
    assertThat(handlers.find("/off")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"true,true", "false,false", "' TRUE ',true", "False,false"})
  void theKeyDecides(String value, boolean enabled) {
    FixedConfig.set("test.on", value, "test.off", value);
    EventHandlers handlers = start(OnByDefault.class, OffByDefault.class);
    assertThat(handlers.find("/on").isPresent()).isEqualTo(enabled);
    assertThat(handlers.find("/off").isPresent()).isEqualTo(enabled);
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "1", "on", "truee"})
  void anyOtherValueIsRefused(String value) {
    FixedConfig.set("test.on", value);
    assertThatThrownBy(() -> start(OnByDefault.class))
        .hasStackTraceContaining(InvalidSettingException.class.getName())
        .hasStackTraceContaining("test.on is \"" + value + "\"; allowed is true or false");
  }
}
