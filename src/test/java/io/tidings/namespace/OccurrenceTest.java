package io.tidings.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidings.namespace.Occurrence.RoomCreated;
import io.tidings.namespace.Occurrence.RoomDeleted;
import io.tidings.namespace.Occurrence.RoomJoined;
import io.tidings.namespace.Occurrence.RoomLeft;
import io.tidings.namespace.Occurrence.SocketConnected;
import io.tidings.namespace.Occurrence.SocketDisconnected;
import io.tidings.namespace.TestServer.Client;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What observers are told of sockets and rooms. */
class OccurrenceTest {

  private final TestServer server = new TestServer();
  private final TestHandler handler = server.serve("/");

  @AfterEach
  void close() {
    server.close();
  }

  private Socket socket(int index) {
    return handler.sockets.get(index);
  }

  private void awaitTold(Occurrence... expected) {
    await().untilAsserted(() -> assertThat(server.occurrences).containsExactly(expected));
  }

  @Test
  void roomsBeginWithTheirFirstMemberAndEndWithTheLast() {
    server.joined();
    server.joined();
    Socket one = socket(0);
    Socket two = socket(1);
    awaitTold(new SocketConnected(one), new SocketConnected(two));
    server.occurrences.clear();

    one.join("a");
    one.join("a");
    two.join("a");
    one.leave("a");
    two.leave("a");
    two.leave("a");

    awaitTold(
        new RoomCreated("/", "a"),
        new RoomJoined("/", "a", one.id()),
        new RoomJoined("/", "a", two.id()),
        new RoomLeft("/", "a", one.id()),
        new RoomLeft("/", "a", two.id()),
        new RoomDeleted("/", "a"));
  }

  @Test
  void whoDisconnectsHasLeftItsRoomsBefore() {
    handler.onConnect = socket -> socket.join("a");
    Client client = server.joined();
    Socket socket = socket(0);
    client.send("1");

    awaitTold(
        new RoomCreated("/", "a"),
        new RoomJoined("/", "a", socket.id()),
        new SocketConnected(socket),
        new RoomLeft("/", "a", socket.id()),
        new RoomDeleted("/", "a"),
        new SocketDisconnected(socket, DisconnectReason.CLIENT));
  }

  @Test
  void oneThatIsRefusedHasNeitherConnectedNorDisconnected() {
    handler.onConnect =
        socket -> {
          throw new ConnectionRefusedException("no");
        };
    Client client = server.client();
    client.send("0");
    client.awaitPacket("44");
    assertThat(server.occurrences).isEmpty();
  }

  @Test
  void slowObserversGetAllInOrderAndNobodyWaitsForThem() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    List<Occurrence> told = new ArrayList<>();
    HandlerExecutor executor =
        new HandlerExecutor(2, java.util.concurrent.Executors.defaultThreadFactory());
    Occurrences occurrences =
        new Occurrences(
            new Observers() {
              @Override
              public boolean want(Class<? extends Occurrence> type) {
                return type != RoomCreated.class;
              }

              @Override
              public void tell(Occurrence occurrence) {
                try {
                  held.await();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
                synchronized (told) {
                  told.add(occurrence);
                }
                if (occurrence.equals(new RoomDeleted("/", "0"))) {
                  throw new IllegalArgumentException("an observer's own fault");
                }
              }
            },
            executor);

    for (int i = 0; i < 100_010; i++) {
      occurrences.tell(new RoomDeleted("/", "" + i));
      occurrences.tell(new RoomCreated("/", "" + i));
    }
    held.countDown();

    await().until(() -> count(told) >= 100_000);
    executor.close();
    for (int i = 0; i < 100_000; i++) {
      assertThat(told.get(i)).isEqualTo(new RoomDeleted("/", "" + i));
    }
  }

  private static int count(List<Occurrence> told) {
    synchronized (told) {
      return told.size();
    }
  }
}
