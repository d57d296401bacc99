package io.tidings.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HandshakeRequestTest {

  @ParameterizedTest
  @CsvSource({"true, true", "true, false", "false, true", "false, false"})
  void itIsTheSameOnAnotherInstance(boolean secure, boolean recoverable) {
    HandshakeRequest request =
        new HandshakeRequest(
            Map.of("EIO", "4", "a", ""),
            Map.of("accept", List.of("a", "b")),
            "192.0.2.1",
            secure,
            new Caller("ann", Set.of("clerk")),
            recoverable,
            "/a/socket.io/?EIO=4&a=");

    assertThat(HandshakeRequest.parse(request.texts())).isEqualTo(request);
  }
}
