package io.tidings.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.engine.HandshakeRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientRequestsTest {

  private static Map<String, String> query(String text) {
    return ClientRequests.query(new ServletRequests().query(text).build());
  }

  private static String address(ServletRequests request) {
    return ClientRequests.handshake(request.build(), Set.of(), false).remoteAddress();
  }

  @Test
  void aQueryIsDecoded() {
    assertThat(query("EIO=4&na%20me=a+b%26%C3%BC&empty=&flag&eq=a=b"))
        .isEqualTo(Map.of("EIO", "4", "na me", "a b&ü", "empty", "", "flag", "", "eq", "a=b"));
  }

  @Test
  void ofAParameterTheFirstValueCounts() {
    assertThat(query("sid=one&sid=two")).isEqualTo(Map.of("sid", "one"));
  }

  @Test
  void whatCannotBeDecodedStaysAsItIs() {
    assertThat(query("a=%zz&b=%")).isEqualTo(Map.of("a", "%zz", "b", "%"));
  }

  @Test
  void withoutAQueryThereAreNoParameters() {
    assertThat(query(null)).isEmpty();
  }

  @Test
  void headersAreFoundByAnyCase() {
    HandshakeRequest request =
        ClientRequests.handshake(
            new ServletRequests().header("X-One", "a").header("X-One", "b").build(),
            Set.of(),
            false);
    assertThat(request.headers()).isEqualTo(Map.of("x-one", List.of("a", "b")));
    assertThat(request.header("X-ONE")).isEqualTo("a");
    assertThat(request.header("other")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "::1", "0:0:0:0:0:0:0:1"})
  void aProxyOnThisMachineNamesTheClient(String proxy) {
    ServletRequests request = new ServletRequests().from(proxy);
    assertThat(address(request)).isEqualTo(proxy);
    assertThat(address(request.header("X-Forwarded-For", "198.51.100.1")))
        .isEqualTo("198.51.100.1");
  }

  @ParameterizedTest
  @CsvSource({"192.0.2.9", "10.0.0.1", "2001:db8::1"})
  void nobodyElseDoes(String client) {
    ServletRequests request =
        new ServletRequests()
            .from(client)
            .header("X-Forwarded-For", "127.0.0.1")
            .header("X-Forwarded-Proto", "https");
    assertThat(address(request)).isEqualTo(client);
    assertThat(ClientRequests.handshake(request.build(), Set.of(), false).secure()).isFalse();
  }

  @Test
  void theLastEntryIsTheProxysOwn() {
    ServletRequests request =
        new ServletRequests()
            .from("127.0.0.1")
            .header("X-Forwarded-For", "203.0.113.66, 198.51.100.1");
    assertThat(address(request)).isEqualTo("198.51.100.1");
  }

  @Test
  void theLastEntryMayStandOnALineOfItsOwn() {
    ServletRequests request =
        new ServletRequests()
            .from("127.0.0.1")
            .header("X-Forwarded-For", "203.0.113.66")
            .header("X-Forwarded-For", "198.51.100.1");
    assertThat(address(request)).isEqualTo("198.51.100.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "203.0.113.66,"})
  void anEmptyEntryNamesNobody(String forwarded) {
    ServletRequests request =
        new ServletRequests().from("127.0.0.1").header("X-Forwarded-For", forwarded);
    assertThat(address(request)).isEqualTo("127.0.0.1");
  }

  @Test
  void tlsEndsHereOrAtTheProxy() {
    ServletRequests plain = new ServletRequests().from("127.0.0.1");
    assertThat(ClientRequests.handshake(plain.build(), Set.of(), false).secure()).isFalse();
    plain.header("X-Forwarded-Proto", "HTTPS");
    assertThat(ClientRequests.handshake(plain.build(), Set.of(), false).secure()).isTrue();
    assertThat(
            ClientRequests.handshake(new ServletRequests().secure().build(), Set.of(), false)
                .secure())
        .isTrue();
  }
}
