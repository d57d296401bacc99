package io.tidings.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Socket;
import java.io.File;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** A WAR of somebody else: their classes, our classes jar, and what that needs. */
record ForeignWar(String contextRoot) {

  /** Host and port of the server that Arquillian starts, another one in each fork. */
  static final String HOST = "127.0.0.1:" + System.getProperty("tidings.test.port");

  private static final String SERVER = "http://" + HOST;

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** As a build makes it that depends on the classes jar. */
  WebArchive with(Class<?>... classes) {
    WebArchive war = ShrinkWrap.create(WebArchive.class, "foreign.war").addClasses(classes);
    for (File jar : new File("target/tidings/WEB-INF/lib").listFiles()) {
      if (!jar.getName().startsWith("tidings-")) {
        war.addAsLibrary(jar);
      }
    }
    return war.addAsLibrary(new File("target/tidings-classes.jar"))
        .addAsWebInfResource(
            new StringAsset(
                "<payara-web-app><context-root>"
                    + contextRoot
                    + "</context-root></payara-web-app>"),
            "payara-web.xml");
  }

  HttpResponse<String> get(String path) throws Exception {
    return get(address(path));
  }

  private static HttpResponse<String> get(URI address) throws Exception {
    return HTTP.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
  }

  /** What the server answers outside of all context roots. */
  static HttpResponse<String> ofServer(String path) throws Exception {
    return get(URI.create(SERVER + path));
  }

  HttpResponse<String> post(String path, String type, String body) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(address(path))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private URI address(String path) {
    return URI.create(SERVER + (contextRoot + path).replace("//", "/"));
  }

  /** A client of the real library that has not connected yet. */
  Socket client(String namespace, String... transports) {
    return socket(null, namespace, transports);
  }

  /**
   * @param user whose password is "secret", or null for nobody
   */
  Socket clientOf(String user, String namespace, String transport) {
    return socket(user, namespace, transport);
  }

  private Socket socket(String user, String namespace, String... transports) {
    Map<String, List<String>> headers = new HashMap<>();
    if (user != null) {
      String login = Base64.getEncoder().encodeToString((user + ":secret").getBytes(UTF_8));
      headers.put("Authorization", List.of("Basic " + login));
    }
    return IO.socket(
        URI.create(SERVER + namespace),
        IO.Options.builder()
            .setForceNew(true)
            .setReconnection(false)
            .setPath(address("/socket.io/").getPath())
            .setTransports(transports)
            .setExtraHeaders(headers)
            .build());
  }

  /** The first argument of the answer. */
  static Object ask(Socket socket, String event, Object... values) throws Exception {
    CompletableFuture<Object> answer = new CompletableFuture<>();
    socket.emit(event, values, (Ack) arguments -> answer.complete(arguments[0]));
    return answer.get(20, TimeUnit.SECONDS);
  }

  /** The first argument of the next event of this name. */
  static CompletableFuture<Object> next(Socket socket, String event) {
    CompletableFuture<Object> next = new CompletableFuture<>();
    socket.once(event, arguments -> next.complete(arguments.length == 0 ? "" : arguments[0]));
    return next.orTimeout(20, TimeUnit.SECONDS);
  }
}
