package io.tidings.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The command for one instance by hand, as README has it but for the port. */
class ByHandIT {

  private static final String PORT = "5739";

  private static final Pattern END = Pattern.compile("Payara Micro .* ready|Payara Micro URLs");

  private static String command() throws Exception {
    Matcher block =
        Pattern.compile("### One instance by hand\\n\\n.*\\n( {4}java (?:.*\\\\\\n)*.*)\\n")
            .matcher(Files.readString(Path.of("README.md")));
    assertThat(block.find()).isTrue();
    return block.group(1).strip().replace("--port 5000", "--port " + PORT);
  }

  private static Process start(Map<String, String> settings) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", "exec " + command()).redirectErrorStream(true);
    for (String name : System.getenv().keySet()) {
      if (name.startsWith("TIDINGS_")) {
        builder.environment().remove(name);
      }
    }
    builder.environment().putAll(settings);
    return builder.start();
  }

  /** What it prints until it has started, with the application or without. */
  private static String log(Process server) throws Exception {
    return CompletableFuture.supplyAsync(() -> read(server)).get(120, TimeUnit.SECONDS);
  }

  private static String read(Process server) {
    StringBuilder printed = new StringBuilder();
    BufferedReader lines = server.inputReader();
    lines
        .lines()
        .peek(line -> printed.append(line).append('\n'))
        .anyMatch(line -> END.matcher(line).find());
    return printed.toString();
  }

  private static void stop(Process server) throws Exception {
    server.destroy();
    if (!server.waitFor(30, TimeUnit.SECONDS)) {
      server.destroyForcibly();
    }
  }

  @Test
  void itServesItsDescriptionAndWarnsOfAMisspeltKey() throws Exception {
    Process server = start(Map.of("TIDINGS_PING_INTERVALL", "1000"));
    try {
      assertThat(log(server))
          .contains(
              "TIDINGS_PING_INTERVALL is no key of Tidings; the nearest is TIDINGS_PING_INTERVAL");
      for (int i = 0; i < 2; i++) {
        HttpResponse<String> description =
            HttpClient.newHttpClient()
                .send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + PORT + "/openapi"))
                        .build(),
                    HttpResponse.BodyHandlers.ofString());
        assertThat(description.statusCode()).isEqualTo(200);
        assertThat(description.body()).contains("/api/rooms");
      }
    } finally {
      stop(server);
    }
  }

  @Test
  void anOriginThatIsNoneStopsTheDeployment() throws Exception {
    Process server = start(Map.of("TIDINGS_CORS_ALLOWED_ORIGINS", "app.example.com"));
    try {
      assertThat(log(server))
          .contains("tidings.cors.allowed-origins is \"app.example.com\"; allowed is *")
          .containsPattern("\"Deployed\": \\[\\s*]");
    } finally {
      stop(server);
    }
  }
}
