package io.tidings.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bodies that clients of Engine.IO v4 read. */
class EngineErrorTest {

  @ParameterizedTest
  @CsvSource({
    "TRANSPORT_UNKNOWN, 400, 0, Transport unknown",
    "SESSION_UNKNOWN, 400, 1, Session ID unknown",
    "BAD_HANDSHAKE_METHOD, 400, 2, Bad handshake method",
    "BAD_REQUEST, 400, 3, Bad request",
    "FORBIDDEN, 403, 4, Forbidden",
    "UNSUPPORTED_PROTOCOL_VERSION, 400, 5, Unsupported protocol version",
    "TOO_MANY_CONNECTIONS, 429, 4, Too many connections",
    "TOO_MANY_FROM_ADDRESS, 429, 4, Too many connections from this address"
  })
  void hasTheCodeAndTheMessageThatClientsKnow(
      EngineError error, int status, int code, String message) {
    assertThat(error.status()).isEqualTo(status);
    assertThat(error.body()).isEqualTo("{\"code\":" + code + ",\"message\":\"" + message + "\"}");
  }
}
