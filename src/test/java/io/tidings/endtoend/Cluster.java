package io.tidings.endtoend;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A cluster that {@code payara/cluster} runs, with ports and state of its own. */
final class Cluster {

  private static final Duration START = Duration.ofMinutes(8);
  private static final Duration SHORT = Duration.ofMinutes(1);

  private final int instances;
  private final int basePort;
  private final int port;
  private final Path state;
  private final Map<String, String> settings = new HashMap<>();

  /**
   * @param basePort of the first instance; the others and Redis follow
   * @param port of nginx
   */
  Cluster(int instances, int basePort, int port) {
    this.instances = instances;
    this.basePort = basePort;
    this.port = port;
    this.state = Path.of("target", "cluster-" + instances).toAbsolutePath();
  }

  /** A variable of the environment that its instances are started with. */
  Cluster with(String variable, String value) {
    settings.put(variable, value);
    return this;
  }

  Command.Result up() throws IOException, InterruptedException {
    return command("up", "--instances", "" + instances, "--port", "" + port).run(START);
  }

  Command.Result down() throws IOException, InterruptedException {
    return command("down").run(SHORT);
  }

  /** Ends all and deletes what was written. */
  Command.Result forget() throws IOException, InterruptedException {
    return command("down", "--all").run(SHORT);
  }

  /** A file or folder of its state. */
  Path part(String path) {
    return state.resolve(path);
  }

  Command.Result status() throws IOException, InterruptedException {
    return command("status").run(SHORT);
  }

  /** Ends a member of the cluster without a word: {@code redis}, or an instance by its port. */
  void kill(String member) throws IOException, InterruptedException {
    ProcessHandle.of(Long.parseLong(pid(member))).orElseThrow().destroyForcibly();
  }

  private String pid(String member) throws IOException {
    return Files.readString(state.resolve("run").resolve(member + ".pid")).strip();
  }

  /** What {@code /health/ready} of an instance answers. */
  int readiness(int instance) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + (basePort + instance) + "/health/ready");
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(SHORT).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode();
  }

  private Command command(String... words) {
    String[] all = new String[words.length + 1];
    all[0] = "payara/cluster";
    System.arraycopy(words, 0, all, 1, words.length);
    return Command.of(all).with(whereItIs());
  }

  private Map<String, String> whereItIs() {
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("CLUSTER_STATE", state.toString());
    environment.put("CLUSTER_BASE_PORT", "" + basePort);
    environment.put("CLUSTER_REDIS_PORT", "" + (basePort + instances));
    return environment;
  }

  /** What the JavaScript tests want to know. */
  Map<String, String> environment() throws IOException {
    Map<String, String> environment = new HashMap<>(whereItIs());
    environment.put("TIDINGS_URL", "https://127.0.0.1:" + port);
    environment.put("TIDINGS_USER", "tidings");
    environment.put("TIDINGS_PASSWORD", Files.readString(state.resolve("nginx/password")).strip());
    environment.put("TIDINGS_CA", state.resolve("nginx/certificate.pem").toString());
    environment.put("TIDINGS_API_KEY", Files.readString(state.resolve("nginx/api-key")).strip());
    environment.put(
        "TIDINGS_INSTANCES",
        IntStream.range(0, instances)
            .mapToObj(i -> "http://127.0.0.1:" + (basePort + i))
            .collect(Collectors.joining(",")));
    environment.put(
        "TIDINGS_LOGS",
        IntStream.range(0, instances)
            .mapToObj(i -> state.resolve("log").resolve((basePort + i) + ".log").toString())
            .collect(Collectors.joining(",")));
    List<String> pids = new ArrayList<>();
    for (int i = 0; i < instances; i++) {
      pids.add(pid("" + (basePort + i)));
    }
    environment.put("TIDINGS_PIDS", String.join(",", pids));
    return environment;
  }

  /** The processes of this cluster that run, by what started them. */
  long processes() {
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().commandLine().orElse("").contains(state.toString()))
        .count();
  }
}
