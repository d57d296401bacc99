package io.tidings.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidings.cluster.JoinedServers;
import io.tidings.namespace.TestServer.Client;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** All clients of an instance that has died come back at once. */
class RecoveryStormTest {

  private static final int CLIENTS = 500;
  private static final int EVENTS = 200;
  private static final Pattern SECRET = Pattern.compile("\"pid\":\"([^\"]+)\"");
  private static final Pattern OFFSET = Pattern.compile("\"([0-9][^\"]*)\"]$");

  private final JoinedServers joined = new JoinedServers(2, 60_000);

  @AfterEach
  void close() {
    joined.close();
  }

  private static String find(Pattern pattern, String text) {
    Matcher found = pattern.matcher(text);
    assertThat(found.find()).as(text).isTrue();
    return found.group(1);
  }

  private static void awaitLast(List<Client> clients, String start) {
    await()
        .atMost(Duration.ofSeconds(40))
        .until(() -> clients.stream().allMatch(each -> has(each.texts(), start)));
  }

  private static boolean has(List<String> texts, String start) {
    return !texts.isEmpty() && texts.get(texts.size() - 1).startsWith(start);
  }

  private List<Client> connect() {
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      Client client = joined.server(0).client();
      client.send("0");
      clients.add(client);
    }
    awaitLast(clients, "40");
    return clients;
  }

  private void emit(List<Client> to) {
    List<CompletableFuture<String>> events = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      events.add(joined.server(1).socketServer.of("/").emit("e", i).toCompletableFuture());
    }
    events.forEach(CompletableFuture::join);
    awaitLast(to, "42[\"e\"," + (EVENTS - 1));
  }

  @Test
  void theyAreGivenWhatTheirNewInstanceHasHeard() {
    joined.server(0).serve("/");
    joined.server(1).serve("/");
    List<Client> clients = connect();
    List<String> secrets = clients.stream().map(each -> find(SECRET, each.take().get(0))).toList();
    emit(clients);
    joined.awaitWritten(0);
    joined.kill(0);

    List<Client> back = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      // Each has come as far as another place.
      String offset = find(OFFSET, clients.get(i).texts().get(i % EVENTS));
      Client client = joined.server(1).client();
      client.send("0{\"pid\":\"" + secrets.get(i) + "\",\"offset\":\"" + offset + "\"}");
      back.add(client);
    }
    // The instance may not be known to be gone when it is asked for first.
    await()
        .atMost(Duration.ofSeconds(40))
        .until(
            () -> {
              joined.server(1).timer.advance(100);
              return back.stream().allMatch(each -> has(each.texts(), "40{"));
            });

    for (int i = 0; i < CLIENTS; i++) {
      List<String> texts = back.get(i).texts();
      assertThat(find(SECRET, texts.get(texts.size() - 1))).isEqualTo(secrets.get(i));
      assertThat(texts).hasSize(EVENTS - i % EVENTS);
    }
    assertThat(joined.entriesRead(1)).isZero();
  }
}
