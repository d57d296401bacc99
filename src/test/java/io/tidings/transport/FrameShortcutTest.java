package io.tidings.transport;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.websocket.CloseReason.CloseCode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FrameShortcutTest {

  private static final int LIMIT = 66_000;

  private final Ear ear = new Ear();

  /** Hears what comes out, in order: messages, and of the others what their bytes say. */
  private static final class Ear implements FrameShortcut.Messages {

    private final List<String> heard = new ArrayList<>();
    private final Decoder rest = new Decoder(heard);
    private long held;
    private long room = Long.MAX_VALUE;
    private final FrameShortcut shortcut =
        new FrameShortcut(new FrameJudge(LIMIT), this, rest::bytes);
    private int shortcuts;

    @Override
    public void receive(String message) {
      shortcuts++;
      heard.add("text " + message);
    }

    @Override
    public void receive(byte[] message) {
      shortcuts++;
      heard.add(binaryOf(message));
    }

    @Override
    public void refuse(CloseCode code, String why) {
      heard.add("refused " + code.getCode());
    }

    @Override
    public boolean holds(long bytes) {
      held = bytes;
      return bytes <= room;
    }
  }

  private static String binaryOf(byte[] message) {
    return "binary " + message.length + " " + Arrays.hashCode(message);
  }

  @Test
  void handsOverWholeMessages() {
    ear.shortcut.received(
        joined(frame(0x81, "Grüße 👋"), frame(0x82, new byte[] {1, 2}), frame(0x81, "")));

    assertThat(ear.heard).containsExactly("text Grüße 👋", binaryOf(new byte[] {1, 2}), "text ");
    assertThat(ear.shortcuts).isEqualTo(3);
  }

  @Test
  void leavesPingsAndGoesOn() {
    ear.shortcut.received(joined(frame(0x81, "a"), frame(0x89, "ping"), frame(0x81, "b")));

    assertThat(ear.heard).containsExactly("text a", "9 ping", "text b");
    assertThat(ear.shortcuts).isEqualTo(2);
  }

  @Test
  void leavesAllPartsOfAMessage() {
    ear.shortcut.received(
        joined(frame(0x01, "a"), frame(0x8a, "pong"), frame(0x80, "b"), frame(0x81, "c")));

    assertThat(ear.heard).containsExactly("10 pong", "text ab", "text c");
    assertThat(ear.shortcuts).isEqualTo(1);
  }

  @Test
  void leavesTextThatIsNotUtf8AsItCame() {
    byte[] bad = {'a', (byte) 0xc3, 'b'};
    ear.shortcut.received(frame(0x81, bad));

    assertThat(ear.rest.last()).isEqualTo(bad);
    assertThat(ear.shortcuts).isZero();
  }

  @Test
  void leavesTextInWhichSomebodyWroteTheReplacementCharacter() {
    ear.shortcut.received(joined(frame(0x81, "\ufffd"), frame(0x81, "b")));

    assertThat(ear.heard).containsExactly("text \ufffd", "text b");
    assertThat(ear.shortcuts).isEqualTo(1);
  }

  @Test
  void countsWhatIsHeldOfAMessageUntilItIsComplete() {
    byte[] large = frame(0x82, new byte[60_000]);
    ear.shortcut.received(Arrays.copyOf(large, 50_000));
    assertThat(ear.held).isEqualTo(50_000);
    ear.shortcut.received(Arrays.copyOfRange(large, 50_000, large.length));
    assertThat(ear.held).isZero();
  }

  @Test
  void refusesAMessageForWhichThereIsNoRoom() {
    ear.room = 40_000;
    ear.shortcut.received(Arrays.copyOf(frame(0x02, new byte[60_000]), 50_000));
    ear.shortcut.received(frame(0x81, "b"));
    assertThat(ear.heard).containsExactly("refused 1013");
  }

  @Test
  void refusesWhatIsTooLongWhenItIsAnnounced() {
    byte[] tooLong = frame(0x82, new byte[LIMIT + 1]);
    ear.shortcut.received(Arrays.copyOf(tooLong, 14));
    ear.shortcut.received(frame(0x81, "b"));

    assertThat(ear.heard).containsExactly("refused 1009");
    assertThat(ear.rest.bytes).isZero();
  }

  @Test
  void refusesPartsThatAreTooLongTogether() {
    ear.shortcut.received(joined(frame(0x02, new byte[LIMIT]), frame(0x89, ""), frame(0x80, "b")));

    assertThat(ear.heard).endsWith("refused 1009");
  }

  @Test
  void refusesWhatIsNotMasked() {
    ear.shortcut.received(new byte[] {(byte) 0x81, 1, 'a'});

    assertThat(ear.heard).containsExactly("refused 1002");
    assertThat(ear.rest.bytes).isZero();
  }

  @Test
  void leavesWhatHasExtensions() {
    ear.shortcut.received(frame(0xc1, "b"));

    assertThat(ear.shortcuts).isZero();
    assertThat(ear.rest.bytes).isEqualTo(7);
  }

  @Test
  void leavesEverythingAfterTheClose() {
    ear.shortcut.received(joined(frame(0x88, ""), frame(0x81, "late")));

    assertThat(ear.shortcuts).isZero();
    assertThat(ear.rest.bytes).isEqualTo(6 + 10);
  }

  @Test
  void refusesALengthThatNobodyCanHave() {
    byte[] endless = new byte[14];
    endless[0] = (byte) 0x82;
    endless[1] = (byte) 0xff;
    endless[2] = (byte) 0x80;
    ear.shortcut.received(endless);
    ear.shortcut.received(frame(0x81, "inside of it"));

    assertThat(ear.heard).containsExactly("refused 1002");
    assertThat(ear.rest.bytes).isZero();
  }

  @Property(tries = 300)
  void hearsTheSameHoweverTheBytesCome(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int cut) {
    Ear ear = new Ear();
    Random random = new Random(seed);
    List<byte[]> frames = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int i = random.nextInt(12); i >= 0; i--) {
      add(random, frames, expected);
    }
    byte[] all = joined(frames.toArray(byte[][]::new));
    int most = new int[] {3, 200, 100_000}[cut - 1];
    for (int at = 0; at < all.length; ) {
      int end = Math.min(all.length, at + 1 + random.nextInt(most));
      ear.shortcut.received(Arrays.copyOfRange(all, at, end));
      at = end;
    }

    assertThat(ear.heard).isEqualTo(expected);
  }

  private static void add(Random random, List<byte[]> frames, List<String> expected) {
    int size = random.nextInt(10) == 0 ? random.nextInt(LIMIT) : random.nextInt(300);
    byte[] body = new byte[size];
    random.nextBytes(body);
    String text = "ä".repeat(size / 2);
    switch (random.nextInt(4)) {
      case 0 -> {
        frames.add(frame(0x82, body));
        expected.add(binaryOf(body));
      }
      case 1 -> {
        frames.add(frame(0x81, text));
        expected.add("text " + text);
      }
      case 2 -> {
        frames.add(frame(0x89, "p"));
        expected.add("9 p");
      }
      default -> {
        frames.add(frame(0x01, text));
        frames.add(frame(0x00, ""));
        frames.add(frame(0x89, "between"));
        frames.add(frame(0x80, "end"));
        expected.add("9 between");
        expected.add("text " + text + "end");
      }
    }
  }

  private static byte[] frame(int first, String text) {
    return frame(first, text.getBytes(StandardCharsets.UTF_8));
  }

  /** As clients send it. */
  private static byte[] frame(int first, byte[] body) {
    ByteBuffer out = ByteBuffer.allocate(14 + body.length);
    out.put((byte) first);
    if (body.length < 126) {
      out.put((byte) (0x80 | body.length));
    } else if (body.length <= 0xffff) {
      out.put((byte) 0xfe).putShort((short) body.length);
    } else {
      out.put((byte) 0xff).putLong(body.length);
    }
    byte[] key = {(byte) 0x9a, 3, 0x71, (byte) 0xff};
    out.put(key);
    for (int i = 0; i < body.length; i++) {
      out.put((byte) (body[i] ^ key[i % 4]));
    }
    return Arrays.copyOf(out.array(), out.position());
  }

  private static byte[] joined(byte[]... frames) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] frame : frames) {
      out.writeBytes(frame);
    }
    return out.toByteArray();
  }

  /** Knows as much of the protocol as the tests need, and is told in pieces. */
  private static final class Decoder {

    private final List<String> heard;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private int kind;
    private int bytes;
    private byte[] last;

    private Decoder(List<String> heard) {
      this.heard = heard;
    }

    private byte[] last() {
      return last;
    }

    private void bytes(byte[] from, int start, int end) {
      bytes += end - start;
      pending.write(from, start, end - start);
      ByteBuffer in = ByteBuffer.wrap(pending.toByteArray());
      in.mark();
      while (frame(in)) {
        in.mark();
      }
      in.reset();
      pending.reset();
      pending.write(in.array(), in.position(), in.remaining());
    }

    /** Whether there was a whole one. */
    private boolean frame(ByteBuffer in) {
      if (in.remaining() < 6) {
        return false;
      }
      int first = in.get() & 0xff;
      long length = in.get() & 0x7f;
      if (length >= 126 && in.remaining() < (length == 126 ? 2 : 8)) {
        return false;
      }
      length = length == 126 ? in.getShort() & 0xffff : length == 127 ? in.getLong() : length;
      if (length < 0 || in.remaining() < 4 + length) {
        return false;
      }
      byte[] key = new byte[4];
      in.get(key);
      byte[] body = new byte[(int) length];
      in.get(body);
      for (int i = 0; i < body.length; i++) {
        body[i] ^= key[i % 4];
      }
      last = body;
      say(first, body);
      return true;
    }

    private void say(int first, byte[] body) {
      int opcode = first & 0x0f;
      if (opcode >= 8) {
        heard.add(opcode + " " + new String(body, StandardCharsets.UTF_8));
        return;
      }
      kind = opcode == 0 ? kind : opcode;
      message.writeBytes(body);
      if ((first & 0x80) != 0) {
        heard.add(
            kind == 1
                ? "text " + message.toString(StandardCharsets.UTF_8)
                : binaryOf(message.toByteArray()));
        message.reset();
      }
    }
  }
}
