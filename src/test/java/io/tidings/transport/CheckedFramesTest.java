package io.tidings.transport;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class CheckedFramesTest {

  private static final int LIMIT = 1000;

  private static final byte[] GOOD = {(byte) 0x81, (byte) 0x82, 1, 2, 3, 4, 'a', 'b'};
  private static final byte[] UNMASKED = {(byte) 0x81, 2, 'a', 'b'};

  /** The rest of the length is a gigabyte. */
  private static final byte[] TOP_BIT = {
    (byte) 0x82, (byte) 0xff, (byte) 0x80, 0, 0, 0, 0x40, 0, 0, 0, 1, 2, 3, 4
  };

  private static final byte[] TOO_LONG = {(byte) 0x82, (byte) 0xfe, 3, (byte) 0xe9, 1, 2, 3, 4};
  private static final byte[] BEGIN = {0x01, (byte) 0x82, 1, 2, 3, 4, 'a', 'b'};
  private static final byte[] GOES_ON = {0x00, (byte) 0xfe, 3, (byte) 0xe7, 1, 2, 3, 4};

  private final List<Integer> refusals = new ArrayList<>();

  /** What has come, in pieces as they came. */
  private static final class Pieces extends ServletInputStream {

    private final Queue<byte[]> pieces = new ArrayDeque<>();

    @Override
    public int read(byte[] bytes, int from, int length) {
      byte[] piece = pieces.remove();
      System.arraycopy(piece, 0, bytes, from, piece.length);
      return piece.length;
    }

    @Override
    public int read() {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isFinished() {
      return false;
    }

    @Override
    public boolean isReady() {
      return !pieces.isEmpty();
    }

    @Override
    public void setReadListener(ReadListener listener) {
      throw new UnsupportedOperationException();
    }
  }

  /** Reads as Tyrus does, and returns what it was given. */
  private byte[] given(byte[]... pieces) throws IOException {
    Pieces in = new Pieces();
    in.pieces.addAll(List.of(pieces));
    CheckedFrames frames =
        new CheckedFrames(
            in, new FrameJudge(LIMIT), refusal -> refusals.add(refusal.code().getCode()));
    ByteArrayOutputStream given = new ByteArrayOutputStream();
    byte[] buffer = new byte[4096];
    while (frames.isReady()) {
      given.write(buffer, 0, frames.read(buffer));
    }
    return given.toByteArray();
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private void assertRefused(int code, byte[] good, byte[] bad) throws IOException {
    byte[] all = joined(good, bad, GOOD);
    for (int cut = 1; cut < all.length; cut++) {
      refusals.clear();
      byte[] given = given(Arrays.copyOf(all, cut), Arrays.copyOfRange(all, cut, all.length));
      assertThat(refusals).as("cut at %s", cut).containsExactly(code);
      assertThat(given.length).as("cut at %s", cut).isBetween(good.length, good.length + 13);
      assertThat(given).startsWith(good);
      assertThat(given.length - good.length)
          .as("what is given of the bad frame is not all of its header, cut at %s", cut)
          .isLessThan(FrameShortcut.headerSize(bad[1]));
    }
  }

  @Test
  void givesGoodFramesAsTheyAreHoweverTheyCome() throws IOException {
    byte[] all = joined(GOOD, BEGIN, GOOD, GOOD);
    for (int cut = 1; cut < all.length; cut++) {
      assertThat(given(Arrays.copyOf(all, cut), Arrays.copyOfRange(all, cut, all.length)))
          .isEqualTo(all);
    }
    assertThat(refusals).isEmpty();
  }

  @Test
  void refusesFramesWithoutAMask() throws IOException {
    assertRefused(1002, GOOD, UNMASKED);
  }

  @Test
  void refusesALengthWhoseTopBitIsSet() throws IOException {
    assertRefused(1002, GOOD, TOP_BIT);
  }

  @Test
  void refusesWhatIsTooLongWhenItIsAnnounced() throws IOException {
    assertRefused(1009, GOOD, TOO_LONG);
  }

  @Test
  void countsTheFragmentsOfAMessageTogether() throws IOException {
    assertRefused(1009, BEGIN, GOES_ON);
  }

  @Test
  void tellsOfARefusalWhenAllBeforeItIsRead() throws IOException {
    Pieces in = new Pieces();
    in.pieces.add(joined(GOOD, UNMASKED));
    CheckedFrames frames =
        new CheckedFrames(
            in, new FrameJudge(LIMIT), refusal -> refusals.add(refusal.code().getCode()));
    assertThat(frames.read(new byte[100])).isEqualTo(GOOD.length);
    assertThat(refusals).isEmpty();
    assertThat(frames.isReady()).isFalse();
    assertThat(refusals).containsExactly(1002);
  }
}
