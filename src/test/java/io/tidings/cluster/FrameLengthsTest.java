package io.tidings.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidings.broadcast.Broadcast;
import io.tidings.broadcast.Selection;
import io.tidings.packet.EncodedPacket;
import io.tidings.relay.MalformedFrameException;
import io.tidings.relay.WireReader;
import io.tidings.relay.WireWriter;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes through Redis, at all lengths: it is read as it was written, or refused. */
class FrameLengthsTest {

  /** Where a length takes one byte more, buffers end, and the largest messages are. */
  static IntStream lengths() {
    return IntStream.concat(
        IntStream.rangeClosed(0, 300),
        IntStream.of(512, 1024, 4096, 8192, 16_384, 65_536, 1 << 20, 1 << 21)
            .flatMap(size -> IntStream.rangeClosed(size - 1, size + 1)));
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static byte[] relayed(byte[] payload) {
    return RelayFrame.Content.request(7, "polling", payload).frame("abcdefgh", 42);
  }

  private static RelayFrame readRelayed(byte[] frame) {
    WireReader in = new WireReader(frame);
    assertThat(in.octet()).isEqualTo(RelayFrame.REQUEST);
    return RelayFrame.read(in);
  }

  private static byte[] batch(byte[]... attachments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new WireWriter(9).text("2-1").text("1-1").toBytes());
    out.writeBytes(BatchFrame.head("abcdefgh", 42));
    for (byte[] attachment : attachments) {
      EncodedPacket packet =
          EncodedPacket.of(EncodedPacket.Kind.EVENT, "451-[]".getBytes(), List.of(attachment));
      Selection selection = new Selection(Set.of("r"), Set.of(), false, false);
      Broadcast broadcast = new Broadcast("/", selection, packet);
      out.writeBytes(BatchFrame.part(BroadcastCodec.encode(broadcast)));
    }
    return out.toByteArray();
  }

  private static List<byte[]> readBatch(byte[] frame) {
    return BatchFrame.read(new WireReader(frame)).broadcasts().stream()
        .map(in -> BroadcastCodec.body(BroadcastCodec.header(in), in))
        .map(broadcast -> broadcast.packet().attachments().get(0))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void aRelayedBodyIsWhole(int length) {
    RelayFrame frame = readRelayed(relayed(bytes(length)));

    assertThat(frame.payload()).isEqualTo(bytes(length));
    assertThat(frame.correlation()).isEqualTo(7);
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void broadcastsInABatchAreWhole(int length) {
    List<byte[]> attachments = readBatch(batch(bytes(length), bytes(3), bytes(length)));

    assertThat(attachments).containsExactly(bytes(length), bytes(3), bytes(length));
  }

  @Test
  void aRelayFrameThatIsCutAnywhereIsRefused() {
    byte[] frame = relayed(bytes(300));

    for (int end = 1; end < frame.length; end++) {
      byte[] cut = Arrays.copyOf(frame, end);
      assertThatThrownBy(() -> readRelayed(cut)).isInstanceOf(MalformedFrameException.class);
    }
  }

  /** Between two broadcasts a cut cannot be seen in the frame; Redis hands on whole messages. */
  @Test
  void aBatchThatIsCutInABroadcastIsRefused() {
    byte[] frame = batch(bytes(300));
    int head = batch().length;

    for (int end = head + 1; end < frame.length; end++) {
      byte[] cut = Arrays.copyOf(frame, end);
      assertThatThrownBy(() -> readBatch(cut)).isInstanceOf(MalformedFrameException.class);
    }
  }
}
