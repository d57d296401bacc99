package io.tidings.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.access.Gate;
import io.tidings.access.Limit;
import io.tidings.access.RefusalCounts;
import io.tidings.access.Rights;
import io.tidings.access.TestTokens;
import io.tidings.access.Visitor;
import io.tidings.config.AccessConfig;
import io.tidings.config.CorsConfig;
import io.tidings.config.Settings;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
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

  private static ServletRequests request(String method, String address) {
    String[] parts = address.split("[?]", 2);
    return new ServletRequests()
        .method(method)
        .uri(parts[0])
        .query(parts.length > 1 ? parts[1] : null);
  }

  private Map<String, String> ask(String method, String address, String shown)
      throws IOException, ServletException {
    return ask(request(method, address).header("Authorization", SHOWN.get(shown)));
  }

  private Map<String, String> ask(ServletRequests request) throws IOException, ServletException {
    Map<String, String> answer = new HashMap<>();
    CorsConfig cors = CorsConfig.from(new Settings(key -> Optional.empty()));
    new ApiDoor(gate(true), cors, visitor, "one")
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

  private static String bearer(String shown) {
    return SHOWN.get(shown).substring("Bearer ".length());
  }

  @ParameterizedTest
  @CsvSource({
    // method, address, shown in access_token, the answer
    "GET, /api/events?room=news, token, passed",
    "HEAD, /api/events?room=news, token, passed",
    "GET, /api/events?room=secret, token, 403",
    "GET, /api/events?room=news, expired, 401",
    "GET, /api/events?room=news, forged, 401",
    "GET, /api/events?room=news, key, 401",
    "POST, /api/events?x=y, token, 401",
    "GET, /api/rooms?x=y, token, 401",
    "GET, /api/events/?x=y, token, 401",
  })
  void aTokenInTheAddressIsForListeners(
      String method, String address, String shown, String expected)
      throws IOException, ServletException {
    Map<String, String> answer = ask(request(method, address + "&access_token=" + bearer(shown)));

    assertThat(answer).containsEntry(":status", expected);
    if (expected.equals("passed")) {
      assertThat(answer).containsEntry("Cache-Control", "private, no-store");
      assertThat(visitor.rights().subject()).isEqualTo("ada");
    } else {
      assertThat(visitor.rights()).isEqualTo(Rights.NONE);
    }
    if (shown.equals("key")) {
      assertThat(answer.get(":body")).contains("access_token is for tokens, not for API keys");
    }
  }

  @Test
  void onlyOneWayOfShowingATokenIsTaken() throws IOException, ServletException {
    String address = "/api/events?access_token=" + bearer("token");
    for (Map<String, String> answer :
        List.of(
            ask(request("GET", address).header("Authorization", SHOWN.get("token"))),
            ask(request("GET", address).header("X-API-Key", "right")),
            ask(request("GET", address + "&access_token=" + bearer("token"))))) {
      refused(answer, "400", "access_token must be all that is shown, once");
      assertThat(answer)
          .containsEntry("WWW-Authenticate", "Bearer realm=\"Tidings\", error=\"invalid_request\"");
    }
    // A proxy's password is none of ours.
    assertThat(ask(request("GET", address).header("Authorization", SHOWN.get("password"))))
        .containsEntry(":status", "passed");
  }

  @ParameterizedTest
  @CsvSource({
    "POST, https://elsewhere.example, 403",
    "DELETE, null, 403",
    "POST, https://here.example, passed",
    "POST, , passed",
    "GET, https://elsewhere.example, passed",
  })
  void pagesOfOtherOriginsChangeNothing(String method, String origin, String expected)
      throws IOException, ServletException {
    Map<String, String> answer =
        ask(
            request(method, "/api/rooms/news/files")
                .header("Authorization", SHOWN.get("key"))
                .header("Host", "here.example")
                .header("Origin", origin));

    if (expected.equals("403")) {
      refused(answer, "403", "pages of this origin may not");
      assertThat(refusals.count(Limit.RIGHTS)).isEqualTo(1);
    } else {
      assertThat(answer).containsEntry(":status", expected);
    }
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
    } else if (status.equals("403")) {
      assertThat(answer).doesNotContainKey("WWW-Authenticate");
    }
  }
}
