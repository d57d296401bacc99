package io.tidings.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.broadcast.BroadcastId;
import io.tidings.broadcast.Selection;
import io.tidings.relay.WireReader;
import io.tidings.relay.WireWriter;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Which broadcasts of the past were for a socket. */
class SocketRoomsTest {

  private final SocketRooms rooms = new SocketRooms();

  private static BroadcastId at(long place) {
    return new BroadcastId(place, 0);
  }

  private void leave(String room, long until) {
    rooms.remove(room, at(until), BroadcastId.NONE);
  }

  private static List<Long> selected(SocketRooms rooms, Selection selection) {
    return LongStream.rangeClosed(1, 12)
        .filter(place -> rooms.wasSelected("id", selection, at(place)))
        .boxed()
        .toList();
  }

  private List<Long> to(String... any) {
    return selected(rooms, Selection.ALL.to(any));
  }

  private List<Long> except(String... any) {
    return selected(rooms, Selection.ALL.without(any));
  }

  @Test
  void aMembershipBeginsBehindItsJoinAndIncludesTheLastBeforeItsEnd() {
    rooms.add("room", at(2));
    leave("room", 4);
    rooms.add("room", at(6));
    leave("room", 7);
    rooms.add("room", at(10));
    assertThat(to("room")).containsExactly(3L, 4L, 7L, 11L, 12L);
    assertThat(except("room")).containsExactly(1L, 2L, 5L, 6L, 8L, 9L, 10L);
    assertThat(to("room", "id")).hasSize(12);
    assertThat(except("id")).isEmpty();
    assertThat(rooms.mayConcern("id", Selection.ALL.to("other"))).isFalse();
  }

  @Test
  void allOfItGoesToAnotherInstance() {
    rooms.add("now", at(3));
    rooms.add("room", at(2));
    leave("room", 4);
    rooms.commanded(at(5));
    WireWriter out = new WireWriter(64);
    rooms.write(out);

    SocketRooms read = SocketRooms.read(new WireReader(out.toBytes()));

    assertThat(read.names()).containsExactly("now");
    assertThat(selected(read, Selection.ALL.to("room"))).containsExactly(3L, 4L);
    assertThat(selected(read, Selection.ALL.to("now"))).startsWith(4L).endsWith(12L).hasSize(9);
    assertThat(read.hasBeenCommanded(at(5))).isTrue();
    assertThat(read.hasBeenCommanded(at(6))).isFalse();
    // A broadcast that was on its way still finds the join.
    assertThat(read.delivered(Set.of("now"), at(2))).isTrue();
  }

  @Test
  void theOldestOfTooManyAreForgottenAndThatIsKnown() {
    for (int i = 1; i <= SocketRooms.MOST_ENDED + 2; i++) {
      rooms.add("room" + i, at(i - 1));
      leave("room" + i, i);
    }
    assertThat(rooms.areKnownFrom(at(1))).isFalse();
    assertThat(rooms.areKnownFrom(at(2))).isTrue();
    assertThat(to("room2")).isEmpty();
    assertThat(to("room3")).containsExactly(3L);
    WireWriter out = new WireWriter(64);
    rooms.write(out);
    assertThat(SocketRooms.read(new WireReader(out.toBytes())).areKnownFrom(at(1))).isFalse();
  }

  @Test
  void whatNobodyWillAskForIsForgottenInSilence() {
    rooms.add("room", at(1));
    leave("room", 4);
    rooms.add("other", at(1));
    rooms.remove("other", at(9), at(5));
    assertThat(to("room")).isEmpty();
    assertThat(to("other")).hasSize(8);
    rooms.forget(at(9));
    assertThat(to("other")).isEmpty();
    assertThat(rooms.areKnownFrom(BroadcastId.NONE)).isTrue();
  }

  @Test
  void commandsOfThePastDoNotUndoWhatHappenedLater() {
    rooms.add("joined later", at(8));
    rooms.leaveAt("joined later", at(4));
    rooms.add("left later", at(1));
    leave("left later", 9);
    rooms.leaveAt("left later", at(5));
    rooms.joinAt("joined earlier", at(3));
    rooms.joinAt("joined later", at(6));
    assertThat(rooms.names()).containsExactlyInAnyOrder("joined later", "joined earlier");
    assertThat(to("joined later")).startsWith(7L);
    assertThat(to("left later")).containsExactly(2L, 3L, 4L, 5L);
    assertThat(to("joined earlier")).startsWith(4L);
  }
}
