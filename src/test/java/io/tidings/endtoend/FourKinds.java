package io.tidings.endtoend;

import jakarta.json.Json;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import org.awaitility.Awaitility;

/**
 * Clients of Jakarta WebSocket, of JAX-RS, of Socket.IO, and an {@code EventSource} in Chromium,
 * each on an instance of its own and all through nginx, talk in a room. The latter two are in
 * {@code four-kinds.mjs}.
 */
final class FourKinds {

  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Talker.Plan PLAN = new Talker.Plan(4, 8, 8);

  private final Map<String, String> cluster;
  private final URI server;
  private final SSLContext trust;
  private final String room = "four-kinds-" + UUID.randomUUID();

  /**
   * @param cluster as {@link Cluster#environment} has it
   */
  FourKinds(Map<String, String> cluster) throws Exception {
    this.cluster = cluster;
    this.server = URI.create(cluster.get("TIDINGS_URL"));
    this.trust = Trust.in(Path.of(cluster.get("TIDINGS_CA")));
  }

  /**
   * Lets them talk.
   *
   * @param scratch a folder
   */
  List<Heard> talk(Path scratch) throws Exception {
    String key = cluster.get("TIDINGS_API_KEY");
    try (SseTalker sse = new SseTalker(server, trust, key, room, PLAN)) {
      sse.listen();
      try (WebSocketTalker ws = notAt(sse.instance())) {
        ws.join();
        String place = instanceOf(ws);
        Path file = scratch.resolve("heard");
        others(sse.instance() + "," + place, file).run(LIMIT).succeeds();
        sse.talker().awaitsEnd(20);
        ws.talker().awaitsEnd(20);
        List<Heard> all = new ArrayList<>();
        Files.readAllLines(file).forEach(line -> all.add(Heard.parse(line)));
        all.add(ws.talker().heard(place));
        all.add(sse.talker().heard(sse.instance()));
        return all;
      }
    }
  }

  private Command others(String elsewhere, Path file) {
    return Command.of("node", "src/test/js/four-kinds.mjs")
        .with(cluster)
        .with("ROOM", room)
        .with("PLAN", PLAN.json())
        .with("ELSEWHERE", elsewhere)
        .with("HEARD", file.toString());
  }

  /** Connects, and again, until it is elsewhere. */
  private WebSocketTalker notAt(String instance) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollInSameThread()
        .until(
            () -> {
              WebSocketTalker ws = new WebSocketTalker(server, trust, room, PLAN);
              if (instanceOf(ws).equals(instance)) {
                ws.close();
                return null;
              }
              return ws;
            },
            ws -> ws != null);
  }

  private String instanceOf(WebSocketTalker ws) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve("/api/sockets/" + ws.id()))
            .header("X-API-Key", cluster.get("TIDINGS_API_KEY"))
            .build();
    String socket =
        HttpClient.newBuilder()
            .sslContext(trust)
            .build()
            .send(request, BodyHandlers.ofString())
            .body();
    return Json.createReader(new StringReader(socket)).readObject().getString("instance");
  }

  /**
   * How many events each of them should hear: with the one at the beginning and the one at the end.
   */
  int events() {
    return PLAN.events() + 2;
  }
}
