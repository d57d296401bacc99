package io.tidings.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidings.namespace.Socket;
import io.tidings.namespace.TestServer;
import io.tidings.namespace.TestServer.Client;
import jakarta.enterprise.inject.spi.DefinitionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Namespaces whose names have variables. */
class NamespacePatternTest {

  /** One of each tenant. */
  @Namespace("/tenant-{id}")
  @NonBlocking
  public static class Tenant {
    @OnConnect
    void connect(Socket socket, @NamespaceParam("id") String tenant) {
      socket.join("of " + tenant);
    }

    @OnEvent("who")
    String who(@NamespaceParam("id") String tenant, Socket socket, int number) {
      return tenant + " " + socket.rooms() + " " + number;
    }
  }

  /** The same namespaces, in other words. */
  @Namespace("/tenant-{name}")
  @NonBlocking
  public static class TenantToo {
    @OnEvent("name")
    String name(@NamespaceParam("name") String name) {
      return name;
    }
  }

  /** One that has its own handler. */
  @Namespace("/tenant-zero")
  @NonBlocking
  public static class Zero {
    @OnEvent("who")
    String who() {
      return "nobody";
    }
  }

  /** Fits what is meant for tenants, too. */
  @Namespace("/{any}")
  @NonBlocking
  public static class Any {
    @OnEvent("who")
    String who(@NamespaceParam("any") String any) {
      return "any " + any;
    }
  }

  /** Two variables. */
  @Namespace("/{game}/{table}")
  @NonBlocking
  public static class Game {
    @OnEvent("who")
    String who(@NamespaceParam("table") String table, @NamespaceParam("game") String game) {
      return table + " of " + game;
    }
  }

  /** Variables with nothing between them. */
  @Namespace("/{a}{b}")
  public static class SideBySide {}

  private final TestServer server = new TestServer();

  @AfterEach
  void close() {
    server.close();
  }

  private String answer(String namespace, String event) {
    HandlerFixture.serve(server, new Any(), new Tenant(), new TenantToo(), new Zero(), new Game());
    Client client = server.client();
    client.send("0" + namespace + ",");
    client.take();
    client.send("2" + namespace + ",1[\"" + event + "\",7]");
    return String.join("", client.take());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/tenant-a.7 | a.7 [of a.7] 7",
        "/tenant-zero | nobody",
        "/tenants | any tenants",
        "/chess/b-12 | b-12 of chess"
      })
  void aNameWithoutVariablesWinsThenTheOneThatSaysMore(String namespace, String answer) {
    assertThat(answer(namespace, "who")).isEqualTo("43" + namespace + ",1[\"" + answer + "\"]");
  }

  @Test
  void classesThatNameTheirVariablesDifferentlyHandleTheSameNamespaces() {
    assertThat(answer("/tenant-a", "name")).endsWith("[\"a\"]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/tenant-",
        "/tenant-a b",
        "/tenant-ä",
        "/tenant-<b>",
        "/tenant-a/b/c",
        "/tenant-0123456789012345678901234567890123456789012345678901234567890123456789"
      })
  void othersAreNotThere(String namespace) {
    HandlerFixture.serve(server, new Tenant(), new Game());
    Client client = server.client();
    client.send("0" + namespace + ",");
    assertThat(client.take())
        .containsExactly("44" + namespace + ",{\"message\":\"Invalid namespace\"}");
  }

  @Test
  void variablesSideBySideAreRefused() {
    assertThatThrownBy(() -> HandlerFixture.serve(server, new SideBySide()))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining(SideBySide.class.getName())
        .hasMessageContaining("not side by side");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/{a}-{a}", "/{", "/}", "/{1}", "/{a}-{b}-{c}-{d}", "/{}"})
  void otherBracesAreRefused(String text) {
    assertThatThrownBy(() -> NamespacePattern.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
