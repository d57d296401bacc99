package io.tidings.rooms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidings.access.TestTokens;
import io.tidings.testing.Refusal;
import io.tidings.testing.TestClient;
import io.tidings.testing.TestCluster;
import io.tidings.testing.TestInstance;
import io.tidings.testing.TestKit;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What sockets may do by their tokens, with the room service. */
class TokensOfSocketsTest {

  private static final TestKit OPEN =
      TestKit.with(RoomService.class)
          .set("mp.jwt.verify.publickey", TestTokens.publicKey())
          .set("mp.jwt.verify.clock.skew", "0")
          .set("tidings.recovery.window", "60000");

  private static final TestKit CLOSED = OPEN.set("tidings.auth.required", "true");

  private static long in(long seconds) {
    return Instant.now().getEpochSecond() + seconds;
  }

  private static Map<String, Object> with(String token) {
    return Map.of("token", token);
  }

  private static String answer(TestClient client, String event, Object... arguments) {
    return client.emitWithAck(event, arguments).json();
  }

  @Test
  void withoutAGoodTokenNobodyGetsIn() {
    try (TestInstance server = CLOSED.start()) {
      assertRefused(server.refused("/", Map.of()), "a token is asked for", "401");
      assertRefused(server.refused("/", Map.of("token", 7)), "a token is asked for", "401");
      assertRefused(server.refused("/", with("a.b.c")), "the token is not valid", "401");
      assertRefused(
          server.refused("/", with(TestTokens.ada(in(-5)))), "the token has expired", "401");
      String elsewhere =
          TestTokens.ada(
              in(60), c -> c.claim("tidings", Map.of("namespaces", "/x".lines().toList())));
      assertRefused(server.refused("/", with(elsewhere)), "not allowed", "403");
    }
  }

  private static void assertRefused(Refusal refusal, String message, String code) {
    assertThat(refusal.message()).isEqualTo(message);
    assertThat(refusal.data().toString()).contains(code);
  }

  @Test
  void aTokenSaysWhatMayBeJoinedAndPublishedTo() {
    try (TestInstance server = CLOSED.start()) {
      TestClient ada = server.connect("/", with(TestTokens.ada(in(60))));
      assertThat(answer(ada, "join", "news-1")).contains("\"ok\":true");
      assertThat(answer(ada, "join", "secret")).contains("\"ok\":false", "not allowed");
      assertThat(answer(ada, "publish", "news", "e")).contains("\"ok\":true");
      assertThat(answer(ada, "publish", "news-1", "e")).contains("\"ok\":false", "not allowed");
      assertThat(answer(ada, "publish", ada.id(), "e")).contains("\"ok\":false");
    }
  }

  @Test
  void whereNoneIsRequiredOneThatIsShownCountsAllTheSame() {
    try (TestInstance server = OPEN.start()) {
      assertThat(answer(server.connect("/"), "join", "secret")).contains("\"ok\":true");
      TestClient ada = server.connect("/", with(TestTokens.ada(in(60))));
      assertThat(answer(ada, "join", "secret")).contains("\"ok\":false");
      assertRefused(server.refused("/", with("x")), "the token is not valid", "401");
    }
  }

  @Test
  void whatATokenAllowsGoesWhereItsSocketGoes() {
    try (TestCluster cluster = CLOSED.start(2)) {
      TestClient ada = cluster.instance(0).connect("/", with(TestTokens.ada(in(60))));
      ada.drop();
      TestClient back = ada.reconnect(cluster.instance(1));
      assertThat(back.isRecovered()).isTrue();
      assertThat(answer(back, "join", "secret")).contains("not allowed");
    }
  }

  @Test
  void whoseTokenEndsWhileItIsAwayDoesNotComeBackByIt() {
    try (TestInstance server = CLOSED.start()) {
      long end = in(1);
      TestClient ada = server.connect("/", with(TestTokens.ada(end)));
      ada.drop();
      await().until(() -> Instant.now().getEpochSecond() >= end);
      assertThatThrownBy(() -> ada.reconnect(server))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("a token is asked for");
    }
  }

  @Test
  void itsEndIsTheEndOfTheSocket() {
    try (TestInstance server = CLOSED.start()) {
      TestClient ada = server.connect("/", with(TestTokens.ada(in(2))));
      await()
          .until(
              () -> {
                server.advance(1000);
                return !ada.isConnected();
              });
      ada.received("token-expired");
    }
  }

  @Test
  void aFreshOneBeforeThatKeepsIt() {
    try (TestInstance server = CLOSED.start()) {
      TestClient old = server.connect("/", with(TestTokens.ada(in(4))));
      TestClient ada = server.connect("/", with(TestTokens.ada(in(4))));
      long later = in(600);
      assertThat(answer(ada, "authenticate", TestTokens.ada(later)))
          .contains("\"ok\":true", "\"expires\":" + later);
      await()
          .until(
              () -> {
                server.advance(1000);
                return !old.isConnected();
              });
      assertThat(ada.isConnected()).isTrue();
    }
  }

  @Test
  void aFreshOneMustBeGoodAndOfTheSameOwner() {
    try (TestInstance server = CLOSED.start()) {
      TestClient ada = server.connect("/", with(TestTokens.ada(in(60))));
      String bobs = TestTokens.ada(in(60), c -> c.subject("bob"));
      assertThat(answer(ada, "authenticate", bobs)).contains("\"ok\":false", "somebody else");
      assertThat(answer(ada, "authenticate", "x")).contains("\"ok\":false", "not valid");
      assertThat(answer(ada, "authenticate")).contains("\"ok\":false", "must be a string");
      assertThat(answer(ada, "join", "news")).contains("\"ok\":true");
    }
  }
}
