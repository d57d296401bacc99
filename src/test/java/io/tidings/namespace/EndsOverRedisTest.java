package io.tidings.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidings.cluster.JoinedServers;
import io.tidings.engine.CloseReason;
import io.tidings.namespace.TestServer.Client;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever ends sockets, wherever: of each the handlers hear once, and nothing is left of it. */
class EndsOverRedisTest {

  private static final Pattern WELCOME =
      Pattern.compile("40\\{\"sid\":\"([^\"]+)\",\"pid\":\"([^\"]+)\"");

  private static final int EACH = 5;

  private static final int WINDOW = 10_000;

  private final JoinedServers joined = new JoinedServers(4, WINDOW);
  private final List<TestHandler> handlers = new ArrayList<>();
  private final List<String> ids = new ArrayList<>();

  private record Member(Client client, String id, String secret) {}

  @BeforeEach
  void serve() {
    IntStream.range(0, 4).forEach(i -> handlers.add(joined.server(i).serve("/")));
  }

  @AfterEach
  void close() {
    joined.close();
  }

  private Member connect(int server, String packet) {
    Client client = joined.server(server).client();
    client.send(packet);
    client.awaitPacket("40");
    Matcher found = WELCOME.matcher(String.join("\n", client.texts()));
    assertThat(found.find()).isTrue();
    return new Member(client, found.group(1), found.group(2));
  }

  /** Some sockets of an instance, of which another one could know. */
  private List<Member> some(int server) {
    List<Member> some = IntStream.range(0, EACH).mapToObj(i -> connect(server, "0")).toList();
    some.forEach(member -> ids.add(member.id()));
    int reader = (server + 1) % 4;
    some.forEach(member -> await().until(() -> joined.stored(reader, member.secret()).isPresent()));
    return some;
  }

  private Member back(Member member, int server) {
    Member back = connect(server, "0{\"pid\":\"" + member.secret() + "\"}");
    assertThat(back.id()).isEqualTo(member.id());
    return back;
  }

  private List<String> ended() {
    return handlers.stream().flatMap(handler -> handler.ended.stream()).toList();
  }

  @Test
  void itIsToldOnce() {
    List<Member> byThemselves = some(0);
    List<Member> byServer = some(0);
    List<Member> byElsewhere = some(1);
    List<Member> lost = some(0);
    List<Member> lostAndBack = some(0);
    List<Member> lostBackAndLost = some(1);
    List<Member> withTheDead = some(2);
    List<Member> fromTheDeadAndLost = some(2);
    List<Member> withOneThatLeaves = some(3);
    List<Member> fromOneThatLeavesAndEnded = some(3);

    byThemselves.forEach(member -> member.client().send("1"));
    byServer.forEach(
        member -> joined.server(0).namespaces.find("/").socket(member.id()).disconnect(true));
    byElsewhere.forEach(
        member -> joined.server(0).socketServer.to(member.id()).disconnectSockets(true));
    lost.forEach(member -> member.client().drop());
    lostAndBack.forEach(member -> member.client().drop());
    lostAndBack.forEach(member -> back(member, 1).client().send("1"));
    lostBackAndLost.forEach(member -> member.client().drop());
    lostBackAndLost.forEach(member -> back(member, 0).client().drop());

    joined.kill(2);
    fromTheDeadAndLost.forEach(member -> back(member, 0).client().drop());
    withOneThatLeaves.forEach(
        member -> member.client().session().close(CloseReason.SERVER_SHUTDOWN));
    fromOneThatLeavesAndEnded.forEach(
        member -> member.client().session().close(CloseReason.SERVER_SHUTDOWN));
    joined.left(3);
    fromOneThatLeavesAndEnded.forEach(member -> back(member, 1).client().send("1"));

    // The windows of the living; of the dead Redis knows when they end.
    List.of(0, 1).forEach(server -> joined.server(server).timer.advance(WINDOW));
    await().atMost(Duration.ofSeconds(60)).until(() -> ended().size() >= ids.size());
    List.of(0, 1).forEach(server -> joined.server(server).timer.advance(WINDOW));
    // The others look at what there is to inherit, too.
    await().during(Duration.ofSeconds(2)).until(() -> ended().size() == ids.size());
    assertThat(ended()).containsExactlyInAnyOrderElementsOf(ids);
    assertThat(handlers.get(2).ended).isEmpty();
  }
}
