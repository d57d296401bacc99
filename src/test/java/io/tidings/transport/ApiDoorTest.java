package io.tidings.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.access.Gate;
import io.tidings.access.Limit;
import io.tidings.access.RefusalCounts;
import io.tidings.access.Rights;
import io.tidings.access.TestTokens;
import io.tidings.access.Visitor;
import io.tidings.config.AccessConfig;
import io.tidings.config.Settings;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each endpoint of REST, by what its visitor shows: who passes, and what the others are told. */
class ApiDoorTest {

  /** Of the key {@code right}. */
  private static final String KEYS =
      "ops:27042f4e6eca7d0b2a7ee4026df2ecfa51d3339e6d122aa099118ecd8563bad9";

  private static final long NOW = Clock.systemUTC().instant().getEpochSecond();

  private static final Map<String, String> SHOWN =
      Map.of(
          "wrong key", "Bearer wrong",
          "key", "Bearer right",
          "forged", "Bearer a.b.c",
          "expired", "Bearer " + TestTokens.ada(NOW - 10),
          "token", "Bearer " + TestTokens.ada(NOW + 600),
          "password", "Basic dGlkaW5nczpwdw==");

  private final RefusalCounts refusals = new RefusalCounts();
  private final Visitor visitor = new Visitor();

  private Gate gate(boolean required) {
    Map<String, String> values =
        Map.of(
            "tidings.api.keys", KEYS,
            "tidings.auth.required", String.valueOf(required),
            "mp.jwt.verify.publickey", TestTokens.publicKey());
    Settings settings = new Settings(key -> Optional.ofNullable(values.get(key)));
    return new Gate(AccessConfig.from(settings), refusals, Clock.systemUTC());
  }

  private Map<String, String> ask(String method, String address, String shown)
      throws IOException, ServletException {
    String[] parts = address.split("[?]", 2);
    ServletRequests request =
        new ServletRequests()
            .method(method)
            .uri(parts[0])
            .query(parts.length > 1 ? parts[1] : null)
            .header("Authorization", SHOWN.get(shown));
    Map<String, String> answer = new HashMap<>();
    new ApiDoor(gate(true), visitor, "one")
        .doFilter(
            request.build(),
            ServletRequests.response(answer),
            (q, a) -> answer.put(":status", "passed"));
    return answer;
  }

  @ParameterizedTest
  @CsvSource({
    // method, address, what a token of Ada's gets
    "POST, /api/events, passed",
    "GET, /api/events, passed",
    "GET, /api/events?room=news-1&room=news-2, passed",
    "GET, /api/events?namespace=/chat&room=news, passed",
    "GET, /api/events?room=news&room=secret, 403",
    "GET, /api/events?room=news&ro%6Fm=secret, 403",
    "GET, /api/events?namespace=/secret, 403",
    "GET, /api/events?namespace=/&namespace=/secret, 403",
    "DELETE, /api/events, 403",
    "GET, /api/events;x=1, 403",
    "GET, /api/events/, 403",
    "GET, /api/rooms, 403",
    "GET, /api/rooms/news, 403",
    "POST, /api/rooms/news/files, 403",
    "GET, /api/files/1, 403",
    "GET, /api/sockets, 403",
    "GET, /api/sockets/id, 403",
    "DELETE, /api/sockets/id, 403",
    "PUT, /api/sockets/id/rooms/news, 403",
    "DELETE, /api/sockets/id/rooms/news, 403",
    "GET, /api/instances, 403",
    "GET, /api, 403",
    "GET, /api/nothing, 403"
  })
  void eachEndpointByWhatIsShown(String method, String address, String token)
      throws IOException, ServletException {
    for (String none : new String[] {"nothing", "password"}) {
      refused(ask(method, address, none), "401", "a key or a token is asked for");
    }
    refused(ask(method, address, "wrong key"), "401", "the API key is not valid");
    refused(ask(method, address, "forged"), "401", "the token is not valid");
    refused(ask(method, address, "expired"), "401", "the token has expired");
    assertThat(refusals.count(Limit.CREDENTIALS)).isEqualTo(5);
    assertThat(visitor.rights()).isEqualTo(Rights.NONE);

    Map<String, String> byToken = ask(method, address, "token");
    if (token.equals("403")) {
      refused(byToken, "403", "the token does not allow it");
      assertThat(refusals.count(Limit.RIGHTS)).isEqualTo(1);
      assertThat(visitor.rights()).isEqualTo(Rights.NONE);
    } else {
      assertThat(byToken).containsEntry(":status", "passed");
      assertThat(visitor.rights().subject()).isEqualTo("ada");
    }
    assertThat(ask(method, address, "key")).containsEntry(":status", "passed");
    assertThat(visitor.rights()).isEqualTo(Rights.ALL);
  }

  private static void refused(Map<String, String> answer, String status, String detail) {
    assertThat(answer)
        .containsEntry(":status", status)
        .containsEntry(":type", "application/problem+json")
        .containsEntry("Cache-Control", "no-store")
        .containsEntry("Tidings-Instance", "one");
    assertThat(answer.get(":body")).contains("\"status\":" + status, "\"detail\":\"" + detail);
    if (status.equals("401")) {
      assertThat(answer.get("WWW-Authenticate")).startsWith("Bearer realm=\"Tidings\"");
    } else {
      assertThat(answer).doesNotContainKey("WWW-Authenticate");
    }
  }
}
