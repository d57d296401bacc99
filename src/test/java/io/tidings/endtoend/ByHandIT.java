package io.tidings.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The command for one instance by hand, as README has it but for the port. */
class ByHandIT {

  private static final String PORT = "5739";

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

  /** Collects what it prints. */
  private static Queue<String> log(Process server) {
    Queue<String> printed = new ConcurrentLinkedQueue<>();
    Thread reader = new Thread(() -> server.inputReader().lines().forEach(printed::add));
    reader.setDaemon(true);
    reader.start();
    return printed;
  }

  private static void awaitLine(Queue<String> log, String part) {
    await()
        .atMost(Duration.ofMinutes(2))
        .failFast(
            "it does not say so",
            () -> assertThat(log).noneMatch(line -> line.contains("Payara Micro STOPPED")))
        .until(() -> log.stream().anyMatch(line -> line.contains(part)));
  }

  private static HttpResponse<String> description() throws Exception {
    URI address = URI.create("http://127.0.0.1:" + PORT + "/openapi");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
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
      awaitLine(
          log(server),
          "TIDINGS_PING_INTERVALL is no key of Tidings; the nearest is TIDINGS_PING_INTERVAL");
      await()
          .atMost(Duration.ofMinutes(2))
          .ignoreExceptions()
          .until(() -> description().statusCode() == 200);
      for (int i = 0; i < 2; i++) {
        assertThat(description().body()).contains("/api/rooms");
      }
    } finally {
      stop(server);
    }
  }

  @Test
  void anOriginThatIsNoneStopsTheDeployment() throws Exception {
    Process server = start(Map.of("TIDINGS_CORS_ALLOWED_ORIGINS", "app.example.com"));
    try {
      awaitLine(log(server), "tidings.cors.allowed-origins is \"app.example.com\"; allowed is *");
      await()
          .atMost(Duration.ofMinutes(2))
          .ignoreExceptions()
          .until(() -> description().statusCode() == 404);
    } finally {
      stop(server);
    }
  }
}
