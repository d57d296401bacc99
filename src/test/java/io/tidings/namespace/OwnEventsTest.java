package io.tidings.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.broadcast.BroadcastId;
import io.tidings.broadcast.Offset;
import io.tidings.namespace.OwnEvents.Own;
import io.tidings.packet.EncodedPacket;
import io.tidings.packet.EncodedPacket.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class OwnEventsTest {

  private static byte[] event(long number, int size) {
    Offset offset = new Offset(new BroadcastId(1_700_000_000_000L, 5), number, Optional.empty());
    return new Own(number, offset, EncodedPacket.of(Kind.EVENT, new byte[size], List.of()))
        .toBytes();
  }

  @Property(tries = 200)
  void theLastThatFitAreKept(
      @ForAll @Size(min = 1, max = 3_000) List<@IntRange(min = 0, max = 70_000) Integer> sizes,
      @ForAll @IntRange(min = 1, max = 700) int divisor) {
    OwnEvents events = new OwnEvents();
    Deque<byte[]> expected = new ArrayDeque<>();
    long forgotten = 0;
    long number = 0;
    for (int size : sizes) {
      byte[] event = event(++number, size / divisor);
      events.add(event);
      expected.add(event);
      while (expected.size() > 1_000
          || expected.stream().mapToInt(each -> each.length + 4).sum() > 65_536) {
        expected.poll();
        forgotten++;
      }
    }
    assertThat(events.all()).containsExactlyElementsOf(new ArrayList<>(expected));
    assertThat(events.forgotten().map(Offset::count).orElse(0L)).isEqualTo(forgotten);
  }

  @Property(tries = 20)
  void whatIsReadIsWhatWasWritten(@ForAll byte[] text, @ForAll List<byte[]> attachments) {
    Offset offset = Offset.parse("1700000000000-5-4~abc.17");
    Own read =
        Own.read(new Own(7, offset, EncodedPacket.of(Kind.EVENT, text, attachments)).toBytes());
    assertThat(read.number()).isEqualTo(7);
    assertThat(read.offset()).isEqualTo(offset);
    assertThat(read.packet().text()).isEqualTo(text);
    assertThat(read.packet().attachments()).containsExactlyElementsOf(attachments);
  }
}
