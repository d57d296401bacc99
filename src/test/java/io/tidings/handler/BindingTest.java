package io.tidings.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.namespace.Handshake;
import io.tidings.namespace.TestServer;
import io.tidings.namespace.TestServer.Client;
import jakarta.annotation.Nullable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Arguments that may be absent, may be many, or are made of others; and what a handshake holds. */
class BindingTest {

  /** An object. */
  public record User(String name, int age) {}

  /** What a client says of itself. */
  public record Login(String user) {}

  /** One method for each kind of parameter. */
  @Namespace
  @NonBlocking
  public static class Methods {
    @OnConnect
    void connect(Handshake handshake) {
      assertThat(handshake.auth(Login.class)).isNotNull();
    }

    @OnEvent("users")
    int users(List<User> users) {
      return users.stream().mapToInt(User::age).sum();
    }

    @OnEvent("map")
    int map(Map<String, List<Integer>> map) {
      return map.get("a").get(0) + map.get("b").get(1);
    }

    @OnEvent("optional")
    String optional(String first, Optional<User> user, Optional<List<Integer>> numbers) {
      return first + user.map(User::name).orElse("-") + numbers.map(n -> n.get(0) + 1).orElse(0);
    }

    @OnEvent("optional int")
    int optionalInt(OptionalInt number) {
      return number.orElse(-1);
    }

    @OnEvent("rest")
    String rest(String first, String... rest) {
      return first + Arrays.toString(rest);
    }

    @OnEvent("nullable")
    String nullable(@Nullable String text, @Nullable User... users) {
      return text + Arrays.toString(users);
    }

    @OnEvent("user")
    String user(User user) {
      return user.name();
    }

    @OnEvent("ints")
    int ints(int... all) {
      return Arrays.stream(all).sum();
    }

    @SuppressWarnings("unchecked")
    @OnEvent("lists")
    int lists(List<Integer>... all) {
      return Arrays.stream(all).mapToInt(list -> list.get(0)).sum();
    }

    @OnEvent("handshake")
    Handshake handshake(Handshake handshake) {
      return handshake;
    }

    @OnEvent("login")
    String login(Handshake handshake) {
      return handshake.auth(Login.class).user()
          + handshake.query("EIO").orElse("-")
          + handshake.query("other").orElse("-")
          + handshake.header("X-None").orElse("-")
          + handshake.secure();
    }
  }

  private final TestServer server = new TestServer();

  @AfterEach
  void close() {
    server.close();
  }

  @BeforeEach
  void serve() {
    HandlerFixture.serve(server, new Methods());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "[\"users\",[{\"name\":\"a\",\"age\":2},{\"name\":\"b\",\"age\":3}]] | 5",
        "[\"map\",{\"a\":[1],\"b\":[2,3]}] | 4",
        "[\"optional\",\"a\"] | \"a-0\"",
        "[\"optional\",\"a\",null,null] | \"a-0\"",
        "[\"optional\",\"a\",{\"name\":\"b\"},[4]] | \"ab5\"",
        "[\"optional\",\"a\",7] | {\"error\":\"argument 2 must be an object\"}",
        "[\"optional int\"] | -1",
        "[\"optional int\",8] | 8",
        "[\"rest\",\"a\"] | \"a[]\"",
        "[\"rest\",\"a\",\"b\",\"c\"] | \"a[b, c]\"",
        "[\"rest\",\"a\",null] | {\"error\":\"argument 2 must not be null\"}",
        "[\"rest\"] | {\"error\":\"argument 1 is missing\"}",
        "[\"nullable\"] | \"null[]\"",
        "[\"nullable\",null,null] | \"null[null]\"",
        "[\"user\"] | {\"error\":\"argument 1 is missing\"}",
        "[\"user\",null] | {\"error\":\"argument 1 must not be null\"}",
        "[\"users\"] | {\"error\":\"argument 1 is missing\"}",
        "[\"ints\",1,2,3] | 6",
        "[\"ints\",1,\"x\"] | {\"error\":\"argument 2 must be a whole number from -2147483648 to"
            + " 2147483647\"}",
        "[\"lists\",[1],[2]] | 3",
        "[\"login\"] | \"u4--false\""
      })
  void isByType(String event, String answer) {
    Client client = server.client();
    client.send("0{\"user\":\"u\"}");
    client.take();
    client.send("21" + event);
    assertThat(client.take()).containsExactly("431[" + answer + "]");
  }

  @Test
  void aHandshakeIsSentAsSocketIoHasIt() {
    Client client = server.client();
    client.send("0{\"user\":\"u\"}");
    client.take();
    client.send("21[\"handshake\"]");
    assertThat(client.take().get(0))
        .startsWith("431[{\"headers\":{")
        .matches(".*\"time\":\"\\d{4}-[^\"]*Z\",\"address\":\"192.0.2.1\",\"xdomain\":false,.*")
        .matches(".*\"secure\":false,\"issued\":\\d{13},\"url\":\"/socket.io/\",\"query\":\\{.*")
        .contains("\"EIO\":\"4\"")
        .endsWith(",\"auth\":{\"user\":\"u\"}}]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"{\"user\":[]}"})
  void anAuthThatDoesNotFitIsRefused(String auth) {
    Client client = server.client();
    client.send("0" + auth);
    assertThat(client.take()).containsExactly("44{\"message\":\"auth does not fit\"}");
  }
}
