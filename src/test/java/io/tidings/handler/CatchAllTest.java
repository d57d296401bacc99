package io.tidings.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.namespace.TestServer;
import io.tidings.namespace.TestServer.Client;
import io.tidings.packet.ArgumentMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A method for the events that no other names. */
class CatchAllTest {

  /** Answers whatever comes. */
  @Namespace
  @NonBlocking
  public static class Any {
    @OnEvent("*")
    String any(@EventName String name, String first) {
      return name + ":" + first;
    }
  }

  /** Names an event, in a class of its own. */
  @Namespace
  public static class Named {
    @OnEvent("named")
    @NonBlocking
    String named(String first, @EventName String name) {
      return first + " of " + name;
    }

    @OnEvent("slow")
    void slow() {}
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

  @Test
  void isToldTheNameOfWhatCame() {
    Client client = client(new Any());
    client.send("21[\"unheard of\",\"a\"]", "22[\"*\"]");
    assertThat(client.take())
        .containsExactly("431[\"unheard of:a\"]", "432[{\"error\":\"argument 1 is missing\"}]");
  }

  @Test
  void isNotCalledForWhatAnotherMethodOfTheNamespaceNames() {
    Client client = client(new Any(), new Named());
    client.send("21[\"named\",\"a\"]", "22[\"other\",\"a\"]");
    assertThat(client.take()).containsExactly("431[\"a of named\"]", "432[\"other:a\"]");
  }

  @Test
  void blocksByItsOwnPromise() {
    HandlerRegistry registry = new HandlerRegistry(new ArgumentMapper());
    registry.add(Any.class, () -> null);
    registry.add(Named.class, () -> null);
    assertThat(registry.find("/").orElseThrow().blocksOn("other")).isFalse();
    assertThat(registry.find("/").orElseThrow().blocksOn("slow")).isTrue();
  }
}
