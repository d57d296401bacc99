package io.tidings.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidings.broadcast.Broadcast;
import io.tidings.broadcast.Selection;
import io.tidings.packet.EncodedPacket;
import io.tidings.relay.MalformedFrameException;
import io.tidings.relay.WireReader;
import io.tidings.relay.WireWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class BroadcastCodecTest {

  private static Arbitrary<String> texts() {
    return Arbitraries.strings()
        .excludeChars('\ud800', '\udfff')
        .ofMaxLength(200)
        .map(text -> text.replaceAll("[\\ud800-\\udfff]", "😀"));
  }

  @Provide
  Arbitrary<Broadcast> broadcasts() {
    Arbitrary<Set<String>> rooms = texts().set().ofMaxSize(5);
    Arbitrary<byte[]> bytes = Arbitraries.bytes().array(byte[].class).ofMaxSize(300);
    Arbitrary<EncodedPacket> packets =
        Combinators.combine(
                Arbitraries.of(EncodedPacket.Kind.class), bytes, bytes.list().ofMaxSize(4))
            .as(EncodedPacket::of);
    Arbitrary<Selection> selections =
        Combinators.combine(rooms, rooms, Arbitraries.of(true, false))
            .as((in, except, lossy) -> new Selection(in, except, false, lossy));
    return Combinators.combine(texts(), selections, packets).as(Broadcast::new);
  }

  @Property(tries = 300)
  void whatIsReadIsWhatWasWritten(@ForAll("broadcasts") Broadcast broadcast) {
    Broadcast read = read(BroadcastCodec.encode(broadcast));

    assertThat(read.namespace()).isEqualTo(broadcast.namespace());
    assertThat(read.selection()).isEqualTo(broadcast.selection());
    assertThat(read.packet().kind()).isEqualTo(broadcast.packet().kind());
    assertThat(read.packet().text()).isEqualTo(broadcast.packet().text());
    assertThat(
            Arrays.deepEquals(
                read.packet().attachments().toArray(), broadcast.packet().attachments().toArray()))
        .isTrue();
  }

  @Property(tries = 300)
  void theHeaderIsReadWithoutTheBody(@ForAll("broadcasts") Broadcast broadcast) {
    byte[] encoded = BroadcastCodec.encode(broadcast);
    Broadcast bodiless =
        new Broadcast(
            broadcast.namespace(),
            broadcast.selection(),
            EncodedPacket.text(broadcast.packet().kind(), new byte[0]));
    // Of an empty body only its two counts are left.
    int header = BroadcastCodec.encode(bodiless).length - 2;

    BroadcastCodec.Header read =
        BroadcastCodec.header(new WireReader(Arrays.copyOf(encoded, header)));

    assertThat(read.namespace()).isEqualTo(broadcast.namespace());
    assertThat(read.selection()).isEqualTo(broadcast.selection());
  }

  @Property(tries = 2_000)
  void junkIsRefusedClearly(@ForAll byte[] junk) {
    readsOrRefuses(junk);
    readsOrRefuses(InboxTest.frame("2-0", "1-0", junk));
  }

  @Property(tries = 500)
  void cutOrChangedBytesAreRefusedClearly(
      @ForAll("broadcasts") Broadcast broadcast, @ForAll int place, @ForAll byte change) {
    byte[] encoded = BroadcastCodec.encode(broadcast);
    int at = Math.floorMod(place, encoded.length);

    assertThatThrownBy(() -> read(Arrays.copyOf(encoded, at)))
        .isInstanceOf(MalformedFrameException.class);
    encoded[at] ^= change;
    readsOrRefuses(encoded);
  }

  @Property(tries = 200)
  void aLengthThatLiesTakesNoMemory(@ForAll @IntRange(min = 1_000) int length) {
    byte[] liar = new WireWriter(8).octet(1).octet(0).number(length).toBytes();

    assertThatThrownBy(() -> read(liar)).isInstanceOf(MalformedFrameException.class);
  }

  @Example
  void localBroadcastsHaveNoBinaryForm() {
    assertThatThrownBy(() -> BroadcastCodec.encode(Broadcasts.text("x", Broadcasts.local())))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Broadcast read(byte[] encoded) {
    WireReader in = new WireReader(encoded);
    return BroadcastCodec.body(BroadcastCodec.header(in), in);
  }

  private static void readsOrRefuses(byte[] bytes) {
    try {
      read(bytes);
    } catch (MalformedFrameException e) {
      assertThat(e).hasMessageStartingWith("malformed cluster frame: ");
    }
  }

  /** Also what a receiver does with it. */
  private static void readsOrRefuses(WireReader frame) {
    try {
      List<WireReader> broadcasts = BatchFrame.read(frame).broadcasts();
      assertThat(broadcasts).isNotNull();
    } catch (MalformedFrameException e) {
      assertThat(e).hasMessageStartingWith("malformed cluster frame: ");
    }
  }
}
