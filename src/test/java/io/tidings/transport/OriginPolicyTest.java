package io.tidings.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.config.CorsConfig;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginPolicyTest {

  private static final String APP = "https://app.example.com";

  private final OriginPolicy none = new OriginPolicy(new CorsConfig(Set.of(), false));
  private final OriginPolicy listed = new OriginPolicy(new CorsConfig(Set.of(APP), false));
  private final OriginPolicy any = new OriginPolicy(new CorsConfig(Set.of(), true));
  private final OriginPolicy anyAndListed = new OriginPolicy(new CorsConfig(Set.of(APP), true));

  private static HttpServletRequest request(String origin) {
    return new ServletRequests()
        .header("Host", "server.example.com")
        .header("Origin", origin)
        .build();
  }

  private static Map<String, String> headers(OriginPolicy policy, String origin) {
    Map<String, String> written = new HashMap<>();
    policy.addHeaders(request(origin), ServletRequests.response(written));
    return written;
  }

  @ParameterizedTest
  @CsvSource({
    "http://host, host, true",
    "http://host:80, host, true",
    "http://host, host:80, true",
    "https://host, host:443, true",
    "https://host:443, host, true",
    "http://host:8080, host:8080, true",
    "http://HOST:8080, host:8080, true",
    "http://[::1]:8080, [::1]:8080, true",
    "http://host, host:8080, false",
    "http://host:8080, host, false",
    "http://host:443, host, false",
    "https://host:80, host, false",
    "http://host.evil.example, host, false",
    "http://evil.example, host, false",
    "http://evil.host, host, false",
    "null, host, false",
    "host, host, false",
    "'', host, false",
    "http://host, , false",
  })
  void thePagesOfTheServersOwnOriginMay(String origin, String host, boolean allowed) {
    HttpServletRequest request =
        new ServletRequests().header("Host", host).header("Origin", origin).build();
    assertThat(none.allows(request)).isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource({
    "https://host, true, true",
    "https://host:443, true, true",
    "http://host, true, false",
    "http://host:443, true, false",
    "https://host, false, true",
  })
  void aPageWithoutTlsIsNotThatOfAServerWithIt(String origin, boolean tls, boolean allowed) {
    for (String way : new String[] {"server", "proxy"}) {
      ServletRequests request =
          new ServletRequests().header("Host", "host").header("Origin", origin);
      if (tls && way.equals("server")) {
        request.secure();
      } else if (tls) {
        request
            .from("127.0.0.1")
            .header("X-Forwarded-For", "192.0.2.1")
            .header("X-Forwarded-Proto", "https");
      }
      assertThat(none.allows(request.build())).as(way).isEqualTo(allowed);
    }
  }

  /** DNS rebinding: the name of a page leads to this machine, where a browser runs. */
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, , localhost:5000, true",
    "127.0.0.1, , app.localhost:5000, true",
    "127.0.0.1, , 127.0.0.1:5000, true",
    "::1, , [::1]:5000, true",
    "127.0.0.1, , my-computer:5000, true",
    "127.0.0.1, , , true",
    "127.0.0.1, , evil.example:5000, false",
    "127.0.0.1, , evil.example, false",
    "127.0.0.1, , localhost.evil.example, false",
    "127.0.0.1, , 127.0.0.1.evil.example, false",
    "127.0.0.1, 192.0.2.1, app.example.com, true",
    "192.0.2.7, , app.example.com, true",
  })
  void whereNoneIsNamedThisMachineIsCalledByItsOwnNames(
      String from, String forwarded, String host, boolean allowed) {
    for (String origin : new String[] {null, "http://" + host}) {
      HttpServletRequest request =
          new ServletRequests()
              .from(from)
              .header("X-Forwarded-For", forwarded)
              .header("Host", host)
              .header("Origin", host == null ? null : origin)
              .build();
      assertThat(none.allows(request)).isEqualTo(allowed);
      assertThat(none.allowsHost(request)).isEqualTo(allowed);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "app.example.com, true",
    "APP.example.com:8443, true",
    "other.example.com:444, true",
    "other.example.com, false",
    "other.example.com:445, false",
    "localhost, false",
    "evil.example, false",
    ", true",
  })
  void whereSomeAreNamedItIsCalledByThese(String host, boolean allowed) {
    OriginPolicy named =
        new OriginPolicy(
            new CorsConfig(Set.of(), true, Set.of("app.example.com", "other.example.com:444")));
    HttpServletRequest request = new ServletRequests().header("Host", host).build();
    assertThat(named.allows(request)).isEqualTo(allowed);
  }

  @Test
  void programsThatAreNoBrowsersMay() {
    assertThat(none.allows(request(null))).isTrue();
    assertThat(headers(none, null)).isEmpty();
  }

  @Test
  void thePagesOnTheListMay() {
    assertThat(listed.allows(request(APP))).isTrue();
    assertThat(listed.allows(request("http://app.example.com"))).isFalse();
    assertThat(listed.allows(request(APP + ":8443"))).isFalse();
    assertThat(listed.allows(request(APP + ".evil.example"))).isFalse();
    assertThat(listed.allows(request("null"))).isFalse();
  }

  @Test
  void everyPageMayWhereTheConfigurationSaysAny() {
    assertThat(any.allows(request("https://anyone.example"))).isTrue();
    assertThat(any.allows(request("null"))).isTrue();
  }

  @Test
  void aListedPageMayActWithItsUsersCookies() {
    Map<String, String> expected =
        Map.of(
            "Access-Control-Allow-Origin", APP,
            "Access-Control-Allow-Credentials", "true",
            "Vary", "Origin");
    assertThat(headers(listed, APP)).isEqualTo(expected);
    assertThat(headers(anyAndListed, APP)).isEqualTo(expected);
  }

  @Test
  void aPageThatNobodyNamedMayNot() {
    Map<String, String> expected = Map.of("Access-Control-Allow-Origin", "*");
    assertThat(headers(any, "https://anyone.example")).isEqualTo(expected);
    assertThat(headers(any, "null")).isEqualTo(expected);
  }

  @Test
  void aPreflightIsAnOptionsRequestThatAsksForAMethod() {
    ServletRequests options = new ServletRequests().method("OPTIONS");
    assertThat(OriginPolicy.isPreflight(options.build())).isFalse();
    options.header("Access-Control-Request-Method", "POST");
    assertThat(OriginPolicy.isPreflight(options.build())).isTrue();
    assertThat(OriginPolicy.isPreflight(options.method("POST").build())).isFalse();
  }

  @Test
  void aPreflightIsToldWhatThePageMaySend() {
    Map<String, String> written = new HashMap<>();
    HttpServletRequest request =
        new ServletRequests()
            .method("OPTIONS")
            .header("Origin", APP)
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "x-token")
            .build();
    listed.answerPreflight(request, ServletRequests.response(written));
    assertThat(written)
        .containsEntry(":status", "204")
        .containsEntry("Access-Control-Allow-Origin", APP)
        .containsEntry("Access-Control-Allow-Methods", "GET, POST")
        .containsEntry("Access-Control-Allow-Headers", "x-token")
        .containsEntry("Access-Control-Max-Age", "600");
  }
}
