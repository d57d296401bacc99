package io.tidings.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnownServerTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Payara Micro #badassfish 6.2025.10",
        "Payara Server  6.2025.10 #badassfish (build 1)",
        "Payara Micro 7.2025.1"
      })
  void theseAreKnown(String serverInfo) {
    assertThat(KnownServer.is(serverInfo)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Payara Micro 5.2022.5",
        "Payara Micro 8.2027.1",
        "Apache Tomcat/10.1.24",
        "Payara",
        ""
      })
  void theseAreNot(String serverInfo) {
    assertThat(KnownServer.is(serverInfo)).isFalse();
  }
}
