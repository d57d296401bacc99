package io.tidings.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.tidings.broadcast.Presence;
import io.tidings.broadcast.SocketRecord;
import io.tidings.cluster.JoinedServers;
import io.tidings.namespace.TestServer.Client;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of sockets whose instance dies, where instances share a real Redis. */
class RecoveryOverRedisTest {

  private static final Pattern SECRET = Pattern.compile("\"pid\":\"([^\"]+)\"");

  private final JoinedServers joined = new JoinedServers(3, 4_000);
  private TestHandler dying;
  private TestHandler one;
  private TestHandler other;
  private Client client;
  private String secret;

  @BeforeEach
  void connect() {
    dying = joined.server(0).serve("/");
    one = joined.server(1).serve("/");
    other = joined.server(2).serve("/");
    client = joined.server(0).client();
    client.send("0");
    client.awaitPacket("40");
    Matcher found = SECRET.matcher(client.take().get(0));
    assertThat(found.find()).isTrue();
    secret = found.group(1);
  }

  @AfterEach
  void close() {
    joined.close();
  }

  private Socket socket() {
    return dying.sockets.get(0);
  }

  private void awaitStored() {
    joined.server(0).server.recovery().changed(socket());
    await().until(() -> joined.stored(1, secret).isPresent());
  }

  @Test
  void itsClientFindsEverythingElsewhere() {
    socket().join("room");
    socket().data().put("name", "Ada");
    socket().emit("own", 1);
    awaitStored();
    joined.server(1).socketServer.to("room").emit("e", 2).toCompletableFuture().join();
    client.awaitPacket("42[\"e\",2");
    joined.kill(0);
    joined.server(1).socketServer.to("room").emit("e", 3).toCompletableFuture().join();

    Client back = joined.server(2).client();
    back.send("0{\"pid\":\"" + secret + "\"}");
    back.awaitPacket("40{\"sid\":\"" + socket().id());

    List<String> events =
        back.texts().stream()
            .filter(text -> text.startsWith("42"))
            .map(text -> text.replaceAll(",\"[^\"]*\"]$", ""))
            .toList();
    assertThat(events).containsExactly("42[\"own\",1", "42[\"e\",2", "42[\"e\",3");
    assertThat(other.told).isEmpty();
    Socket found = joined.server(2).namespaces.find("/").socket(socket().id());
    assertThat(found.rooms()).containsExactly("room");
    assertThat(found.data().get("name", String.class)).contains("Ada");
  }

  @Test
  void whoComesBackWhileItsInstanceLeavesFindsItsSocketToo() {
    awaitStored();
    client.drop();
    joined.leave(0);
    Client back = joined.server(2).client();
    back.send("0{\"pid\":\"" + secret + "\"}");
    joined.left(0);
    // The instance may still hold its lease when it is looked at first; then it is looked at again.
    await()
        .until(
            () -> {
              joined.server(2).timer.advance(300);
              return back.texts().stream().anyMatch(text -> text.startsWith("40"));
            });
    assertThat(back.texts().get(0)).startsWith("40{\"sid\":\"" + socket().id());
    assertThat(dying.told).containsExactly("connect");
    assertThat(other.told).isEmpty();
  }

  @Test
  void ofOneThatDoesNotComeBackASurvivorTellsTheEndOnce() {
    awaitStored();
    joined.kill(0);
    await().atMost(Duration.ofSeconds(40)).until(() -> one.told.size() + other.told.size() > 0);
    // Long enough for the other one to look as well.
    await().during(Duration.ofSeconds(2)).until(() -> one.told.size() + other.told.size() == 1);
    assertThat(one.told.isEmpty() ? other.told : one.told)
        .containsExactly("disconnect: transport close");
  }

  @Test
  void whatARoomWasSentBeforeTheSocketWasTakenOutOfItIsMissedElsewhereToo() {
    socket().join("room");
    joined.server(1).socketServer.to("room").emit("e", 1).toCompletableFuture().join();
    client.awaitPacket("42[\"e\",1");
    socket().leave("room");
    joined.server(1).socketServer.to("room").emit("e", 2).toCompletableFuture().join();
    joined.awaitWritten(0);
    joined.kill(0);

    Client back = comeBack();

    assertThat(back.texts().stream().filter(text -> text.startsWith("42")))
        .singleElement()
        .asString()
        .startsWith("42[\"e\",1");
    assertThat(joined.server(2).namespaces.find("/").socket(socket().id()).rooms()).isEmpty();
  }

  private Client comeBack() {
    Client back = joined.server(2).client();
    back.send("0{\"pid\":\"" + secret + "\"}");
    await()
        .until(
            () -> {
              joined.server(2).timer.advance(300);
              return back.texts().stream().anyMatch(text -> text.startsWith("40"));
            });
    assertThat(back.texts().get(back.texts().size() - 1))
        .startsWith("40{\"sid\":\"" + socket().id());
    return back;
  }

  @Test
  void whoIsClaimedCountsOnce() {
    socket().join("room");
    socket().join("other \u00e4\"/");
    Client stays = joined.server(0).client();
    stays.send("0");
    stays.awaitPacket("40");
    dying.sockets.get(1).join("room");
    joined.awaitWritten(0);
    Presence presence = joined.server(0).presence;
    assertThat(presence.members("/", "room").toCompletableFuture().join()).isEqualTo(2);
    joined.kill(0);

    comeBack();

    // The other one is not known to be gone before the lease ends.
    presence = joined.server(2).presence;
    assertThat(presence.members("/", "room").toCompletableFuture().join()).isEqualTo(2);
    assertThat(presence.rooms("/").toCompletableFuture().join())
        .isEqualTo(Map.of("room", 2, "other \u00e4\"/", 1));
    assertThat(presence.sockets("/", Optional.empty()).toCompletableFuture().join())
        .extracting(SocketRecord::id, SocketRecord::instance)
        .containsExactlyInAnyOrder(
            tuple(socket().id(), "instancc"), tuple(dying.sockets.get(1).id(), "instanca"));
  }
}
