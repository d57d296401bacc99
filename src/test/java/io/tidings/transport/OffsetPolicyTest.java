package io.tidings.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.config.Offsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The requests are those that the clients have been seen to send. */
class OffsetPolicyTest {

  private static final String POLLING = "EIO=4&transport=polling";
  private static final String WEBSOCKET = "EIO=4&transport=websocket";
  private static final String CHROME =
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0";
  private static final String NODE_DEFLATE = "permessage-deflate; client_max_window_bits";

  private static boolean isSent(ServletRequests request) {
    return new OffsetPolicy(Offsets.AUTO).isFor(request.build());
  }

  private static ServletRequests polling(String query, String agent) {
    return new ServletRequests().query(query).header("User-Agent", agent).header("Accept", "*/*");
  }

  private static ServletRequests webSocket(String query, String agent) {
    return new ServletRequests()
        .query(query)
        .header("Upgrade", "websocket")
        .header("Sec-WebSocket-Version", "13")
        .header("User-Agent", agent);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        POLLING + "&t=z3do48gb",
        POLLING + "&t=Q8l3ck8&b64=1",
        POLLING + "&t=Q8l3ck8.0&b64=1",
        "token=a%26b&EIO=4&transport=polling&t=z3dt7",
      })
  void pollingInJavaScript(String query) {
    assertThat(isSent(polling(query, "node-XMLHttpRequest"))).as("in Node").isTrue();
    assertThat(isSent(polling(query, "mine/1.0"))).as("under a name of its own").isTrue();
    assertThat(isSent(polling(query, CHROME))).as("in a browser").isTrue();
  }

  @Test
  void pollingWithoutTimestampsInJavaScript() {
    assertThat(isSent(polling(POLLING, "node-XMLHttpRequest"))).isTrue();
    assertThat(isSent(polling(POLLING, "mine/1.0"))).isFalse();
    assertThat(isSent(polling(POLLING, CHROME))).isFalse();
    assertThat(isSent(polling(POLLING, CHROME).header("Sec-Fetch-Mode", "cors"))).isTrue();
  }

  @Test
  void webSocketInJavaScript() {
    for (String agent : Arrays.asList(null, "mine/1.0")) {
      ServletRequests node =
          webSocket("a=1&" + WEBSOCKET, agent).header("Sec-WebSocket-Extensions", NODE_DEFLATE);
      assertThat(isSent(node)).as("in Node, as %s", agent).isTrue();
    }
    ServletRequests browser = webSocket(WEBSOCKET, CHROME).header("Origin", "https://a.example");
    assertThat(isSent(browser)).as("in a browser").isTrue();
    assertThat(isSent(webSocket(WEBSOCKET, CHROME))).as("of no page").isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "python, requests | transport=polling&EIO=4&t=1796085770.42034 | python-requests/2.28.1",
        "python, aiohttp | transport=polling&EIO=4&t=1796085770.7255766 | Python/3.11 aiohttp/3.8.4",
        "python as a browser | transport=polling&EIO=4&t=1796085770.7255766 | Mozilla/5.0 (X11)",
        "python of another order | EIO=4&transport=polling&t=1796085770.7255766 | mine/1.0",
        "Java | EIO=4&transport=polling | okhttp/3.12.12",
        "Java under a name of its own | EIO=4&transport=polling | mine/1.0",
        "Java with timestamps | t=Q8l3ck8&EIO=4&transport=polling | okhttp/3.12.12",
        "Dart | EIO=4&transport=polling&t=Q8l3ck8 | Dart/3.5 (dart:io)",
        "seconds | EIO=4&transport=polling&t=1796085770 | mine/1.0",
        "no name | EIO=4&transport=polling&t=Q8l3ck8 |",
        "curl | EIO=4&transport=polling | curl/7.88.1",
      })
  void pollingOfOthers(String client, String query, String agent) {
    assertThat(isSent(polling(query, agent))).as(client).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "python, websocket-client | transport=websocket&EIO=4&t=1796085770.57 | |",
        "python, aiohttp | transport=websocket&EIO=4&t=1796085770.87 | Python/3.11 aiohttp/3.8.4 |",
        "Java | EIO=4&transport=websocket | okhttp/3.12.12 |",
        "Java with compression | EIO=4&transport=websocket | okhttp/4.12.0 | permessage-deflate",
        "Dart | EIO=4&transport=websocket | Dart/3.5 (dart:io)"
            + " | permessage-deflate; client_max_window_bits",
        "python, websockets | EIO=4&transport=websocket | Python/3.11 websockets/12.0"
            + " | permessage-deflate; client_max_window_bits",
        "nothing known | EIO=4&transport=websocket | |",
        "seconds | EIO=4&transport=websocket&t=1796085770 |"
            + " | permessage-deflate; client_max_window_bits",
      })
  void webSocketOfOthers(String client, String query, String agent, String extensions) {
    ServletRequests request =
        webSocket(query, agent)
            .header("Origin", "http://127.0.0.1:7160")
            .header("Sec-WebSocket-Extensions", extensions);

    assertThat(isSent(request)).as(client).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Offsets.class)
  void theAddressDecidesAboveAll(Offsets offsets) {
    OffsetPolicy policy = new OffsetPolicy(offsets);
    ServletRequests wants = polling("recovery=true&EIO=4&transport=polling", "okhttp/3.12.12");
    ServletRequests refuses =
        polling("recovery=false&" + POLLING + "&t=z3do48gb", "node-XMLHttpRequest");

    assertThat(policy.isFor(wants.build())).isTrue();
    assertThat(policy.isFor(refuses.build())).isFalse();
  }

  @Test
  void whereTheAddressSaysNothingTheSettingDecides() {
    ServletRequests other = polling("recovery=yes&EIO=4&transport=polling", "okhttp/3.12.12");
    ServletRequests node = polling(POLLING + "&t=z3do48gb", "node-XMLHttpRequest");

    assertThat(new OffsetPolicy(Offsets.ALWAYS).isFor(other.build())).isTrue();
    assertThat(new OffsetPolicy(Offsets.AUTO).isFor(other.build())).isFalse();
    assertThat(new OffsetPolicy(Offsets.NEVER).isFor(node.build())).isFalse();
  }
}
