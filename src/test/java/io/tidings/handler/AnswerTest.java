package io.tidings.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.namespace.TestServer;
import io.tidings.namespace.TestServer.Client;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client that asked for an answer gets one, whatever a handler does. */
class AnswerTest {

  /** What JSON-B cannot write. */
  public static class Unwritable {
    public String getSecret() {
      throw new IllegalStateException("the secret");
    }
  }

  /** Handlers that are wrong in one way each. */
  @Namespace
  @NonBlocking
  public static class Awkward {

    private final CompletableFuture<Object> stage = new CompletableFuture<>();

    @OnEvent("unwritable")
    Object unwritable() {
      return new Unwritable();
    }

    @OnEvent("unwritable later")
    CompletionStage<Object> unwritableLater() {
      return CompletableFuture.completedFuture(new Unwritable());
    }

    @OnEvent("stage")
    CompletionStage<Object> stage() {
      return stage;
    }

    @OnEvent("no stage")
    CompletionStage<Object> noStage() {
      return null;
    }

    @OnEvent("null")
    String nothing() {
      return null;
    }

    @OnEvent("int")
    int number(int number) {
      return number;
    }

    @OnEvent("boxed")
    String boxed(Integer number) {
      return String.valueOf(number);
    }

    @OnEvent("generic")
    int generic(Map<String, List<Integer>> numbers) {
      return numbers.get("a").get(1) + 1;
    }

    @OnEvent("error")
    void error() {
      throw new StackOverflowError("the secret");
    }
  }

  /** A class that says of itself what its parent says too. */
  @Namespace
  @NonBlocking
  public static class Child extends Parent {
    @Override
    @OnEvent("counted")
    public int counted() {
      return super.counted();
    }
  }

  /** Counts its calls. */
  public static class Parent {
    int calls;

    @OnEvent("counted")
    public int counted() {
      return ++calls;
    }

    @OnEvent("inherited")
    String inherited() {
      return getClass().getSimpleName();
    }
  }

  private final TestServer server = new TestServer();

  @AfterEach
  void close() {
    server.close();
  }

  private Client client(Object bean) {
    HandlerFixture.serve(server, bean);
    return server.joined();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "[\"null\"] | [null]",
        "[\"no stage\"] | [null]",
        "[\"boxed\",null] | [{\"error\":\"argument 1 must not be null\"}]",
        "[\"boxed\"] | [{\"error\":\"argument 1 is missing\"}]",
        "[\"generic\",{\"a\":[1,2]}] | [3]",
        "[\"int\",null] | [{\"error\":\"argument 1 must not be null\"}]",
        "[\"unwritable\"] | [{\"error\":\"internal error\"}]",
        "[\"unwritable later\"] | [{\"error\":\"internal error\"}]",
        "[\"error\"] | [{\"error\":\"internal error\"}]"
      })
  void comesOnce(String event, String answer) {
    Client client = client(new Awkward());
    client.send("27" + event);
    assertThat(client.take()).containsExactly("437" + answer);
  }

  @Test
  void waitsForItsStage() {
    Awkward bean = new Awkward();
    Client client = client(bean);
    client.send("27[\"stage\"]");
    assertThat(client.take()).isEmpty();
    bean.stage.complete(5);
    assertThat(client.take()).containsExactly("437[5]");
  }

  @Test
  void isNotSentToThoseWhoAskForNone() {
    Client client = client(new Awkward());
    client.send("2[\"int\",5]", "2[\"int\",\"x\"]", "2[\"unwritable\"]");
    assertThat(client.take()).isEmpty();
    assertThat(client.isClosed()).isFalse();
  }

  @Test
  void anOverriddenMethodIsCalledOnce() {
    Child bean = new Child();
    Client client = client(bean);
    client.send("27[\"counted\"]");
    client.awaitPacket("437");
    assertThat(client.take()).containsExactly("437[1]");
    assertThat(bean.calls).isEqualTo(1);
  }

  @Test
  void anInheritedMethodIsAHandler() {
    Client client = client(new Child());
    client.send("27[\"inherited\"]");
    client.awaitPacket("437");
    assertThat(client.take()).containsExactly("437[\"Child\"]");
  }
}
