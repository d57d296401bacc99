package io.tidings.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidings.relay.MalformedFrameException;
import io.tidings.relay.WireReader;
import io.tidings.relay.WireWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchFrameTest {

  /** A frame behind its first byte, with the id that Redis puts in front. */
  static WireReader frame(String id, byte[] rest) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(id.length());
    frame.writeBytes(id.getBytes(StandardCharsets.US_ASCII));
    frame.writeBytes(rest);
    return new WireReader(frame.toByteArray());
  }

  private final Recorder recorder = new Recorder();
  private final LocalEnd local = new LocalEnd();
  private final Inbox inbox = new Inbox(local);

  BatchFrameTest() {
    local.attach(recorder);
  }

  private static byte[] broadcast(String text) {
    return BroadcastCodec.encode(Broadcasts.text(text));
  }

  private static WireReader batch(String id, String origin, long number, byte[]... broadcasts) {
    return frame(id, BatchFrame.encode(origin, number, List.of(broadcasts)));
  }

  @Test
  void theBroadcastsOfABatchHaveConsecutiveIds() {
    inbox.receive(batch("17-3", "a", 1, broadcast("x"), broadcast("y")));

    assertThat(recorder.ids()).containsExactly("17-3", "17-4");
    assertThat(recorder.texts()).containsExactly("x", "y");
  }

  @Test
  void whatAnOriginSentTwiceIsDeliveredOnce() {
    inbox.receive(batch("17-0", "a", 1, broadcast("x"), broadcast("y")));
    inbox.receive(batch("17-0", "b", 1, broadcast("of another")));
    inbox.receive(batch("18-0", "a", 1, broadcast("x"), broadcast("y")));
    inbox.receive(batch("19-0", "a", 3, broadcast("z")));

    assertThat(recorder.texts()).containsExactly("x", "y", "of another", "z");
  }

  @Test
  void aBodyThatConcernsNobodyIsNotRead() {
    byte[] noBody =
        new WireWriter(8).octet(1).octet(1).text("/").number(1).text("a").number(0).toBytes();
    recorder.rooms = java.util.Set.of("b");

    inbox.receive(batch("17-0", "a", 1, noBody));

    assertThat(recorder.delivered()).isEmpty();
  }

  @Test
  void oneMalformedBroadcastDoesNotCostTheOthers() {
    byte[] newer = {99, 1, 2, 3};

    assertThatThrownBy(
            () -> inbox.receive(batch("17-0", "a", 1, broadcast("x"), newer, broadcast("y"))))
        .isInstanceOf(MalformedFrameException.class)
        .hasMessageContaining("version 99");

    assertThat(recorder.ids()).containsExactly("17-0", "17-2");
  }

  @Test
  void originsThatAreNotHeardForLongAreForgotten() {
    Origins origins = new Origins();
    origins.isNew("old", 5);
    origins.isNew("kept", 5);
    for (int i = 0; i < 999; i++) {
      origins.isNew("kept", 6 + i);
      origins.isNew("origin" + i, 1);
    }

    assertThat(origins.isNew("kept", 5)).isFalse();
    assertThat(origins.isNew("old", 5)).isTrue();
  }
}
