package names;

import io.tidings.namespace.RemoteSocket;
import io.tidings.namespace.SocketServer;
import io.tidings.testing.TestClient;
import io.tidings.testing.TestCluster;
import io.tidings.testing.TestInstance;
import io.tidings.testing.TestKit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Two instances with the handlers of a test class, and the clients that a test has connected. */
final class TwoInstances implements AutoCloseable {

  private final TestCluster cluster;
  private final List<TestClient> clients = new ArrayList<>();

  TwoInstances(Class<?>... beans) {
    cluster = TestKit.with(beans).patience(Duration.ofSeconds(20)).start(2);
  }

  TestInstance here() {
    return cluster.instance(0);
  }

  TestInstance there() {
    return cluster.instance(1);
  }

  /** What an application on the first instance injects. */
  SocketServer server() {
    return here().server();
  }

  TestClient connectHere(String namespace) {
    return keep(here().connect(namespace));
  }

  TestClient connectThere(String namespace) {
    return keep(there().connect(namespace));
  }

  /** A client of the first instance, with something in its address, its headers and its auth. */
  TestClient connectHere(
      String namespace, Map<String, String> query, Map<String, String> headers, Object auth) {
    return keep(here().open(namespace, query, headers).join(auth));
  }

  /** A client whose connection was lost comes back to the first instance. */
  TestClient reconnectHere(TestClient lost) {
    return keep(lost.reconnect(here()));
  }

  private TestClient keep(TestClient client) {
    clients.add(client);
    return client;
  }

  void advance(long millis) {
    cluster.advance(millis);
  }

  /** A client's socket, found from the first instance. */
  RemoteSocket socket(TestClient client) throws Exception {
    return now(server().socket(client.id())).orElseThrow();
  }

  static <T> T now(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  /** Sends the clients of a test away before the next one. */
  void reset() {
    clients.stream().filter(TestClient::isConnected).forEach(TestClient::disconnect);
    clients.clear();
  }

  @Override
  public void close() {
    cluster.close();
  }
}
