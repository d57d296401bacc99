package io.tidings.transport;

import jakarta.websocket.CloseReason.CloseCode;
import jakarta.websocket.CloseReason.CloseCodes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Finds among the bytes of a WebSocket (RFC 6455, section 5.2) the messages that lie there whole,
 * each in one frame, and hands them over as they are, which is most of what clients send. All else
 * goes on as bytes, in the same order, to somebody who knows all of the protocol: fragments,
 * control frames, what is not complete yet, and most of what is wrong. Frames without a mask, and
 * lengths that nobody may announce, are refused at once. For one thread at a time.
 */
final class FrameShortcut {

  /** Bytes: two, a length of eight, and the mask. */
  static final int LONGEST_HEADER = 14;

  private static final int FIN = 0x80;
  private static final int RESERVED = 0x70;
  private static final int OPCODE = 0x0f;
  private static final int MASKED = 0x80;

  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;

  private static final int KEY_SIZE = 4;

  /** Stands in the place of what is not UTF-8; then somebody has to look who can tell. */
  private static final char REPLACEMENT = '\ufffd';

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final FrameJudge judge;
  private final Messages messages;
  private final Others others;

  /** Of a header that is not complete. */
  private byte[] begun = {};

  /** Bytes of the current frame that are yet to go to the others. */
  private long left;

  /** The others have the beginning of a message. */
  private boolean inMessage;

  private boolean closing;

  /** Something was wrong: nothing more is taken. */
  private boolean refused;

  /** Bytes that the others have of a message that is not complete. */
  private long held;

  /** Takes messages. */
  interface Messages {

    void receive(String message);

    void receive(byte[] message);

    /**
     * The connection is to be closed, and nothing more of it is taken.
     *
     * @param code of the close frame (RFC 6455, section 7.4.1)
     */
    void refuse(CloseCode code, String why);

    /**
     * Bytes are held of a message that is not complete.
     *
     * @param bytes 0 when it is complete
     * @return false when there is no room for them
     */
    boolean holds(long bytes);
  }

  /** Takes bytes, and keeps nothing of the array. */
  @FunctionalInterface
  interface Others {

    void bytes(byte[] bytes, int from, int to);
  }

  /**
   * @param judge has seen all frames before; what it refuses is the last that is looked at
   */
  FrameShortcut(FrameJudge judge, Messages messages, Others others) {
    this.judge = judge;
    this.messages = messages;
    this.others = others;
  }

  /**
   * Some bytes have come.
   *
   * @param bytes are written to
   */
  void received(byte[] bytes) {
    byte[] all = begun.length == 0 ? bytes : joined(bytes);
    int at = 0;
    while (at < all.length && !refused) {
      if (closing) {
        others.bytes(all, at, all.length);
        return;
      }
      at = left > 0 ? passOn(all, at) : frame(all, at);
    }
  }

  private byte[] joined(byte[] bytes) {
    byte[] all = Arrays.copyOf(begun, begun.length + bytes.length);
    System.arraycopy(bytes, 0, all, begun.length, bytes.length);
    begun = new byte[0];
    return all;
  }

  private int passOn(byte[] bytes, int at) {
    int end = left < bytes.length - at ? at + (int) left : bytes.length;
    left -= end - at;
    others.bytes(bytes, at, end);
    count(end - at);
    return end;
  }

  /** Counts what is held of a message; one that finds no room is refused. */
  private void count(int more) {
    long before = held;
    held = left == 0 && !inMessage ? 0 : held + more;
    if (held != before && !messages.holds(held)) {
      refused = true;
      messages.refuse(CloseCodes.TRY_AGAIN_LATER, "too much is held for clients");
    }
  }

  /** Returns where the next frame begins, or the rest of this one. */
  private int frame(byte[] bytes, int at) {
    int available = bytes.length - at;
    int header = available < 2 ? Integer.MAX_VALUE : headerSize(bytes[at + 1]);
    if (available < header) {
      begun = Arrays.copyOfRange(bytes, at, bytes.length);
      return bytes.length;
    }
    long length = length(bytes, at);
    Optional<FrameJudge.Refusal> refusal =
        judge.judge(bytes[at] & 0xff, (bytes[at + 1] & MASKED) != 0, length);
    if (refusal.isPresent()) {
      refused = true;
      messages.refuse(refusal.get().code(), refusal.get().why());
      return bytes.length;
    }
    boolean whole = length >= 0 && length <= available - header;
    if (whole && isMessage(bytes, at)) {
      int body = at + header;
      if (deliver(bytes[at] & OPCODE, bytes, body, (int) length)) {
        return body + (int) length;
      }
    }
    leave(bytes[at] & 0xff, header + length);
    return at;
  }

  static int headerSize(byte second) {
    int key = (second & MASKED) == 0 ? 0 : KEY_SIZE;
    return switch (second & 0x7f) {
      case 126 -> 4 + key;
      case 127 -> 10 + key;
      default -> 2 + key;
    };
  }

  static long length(byte[] bytes, int at) {
    int length = bytes[at + 1] & 0x7f;
    return switch (length) {
      case 126 -> (bytes[at + 2] & 0xff) << 8 | bytes[at + 3] & 0xff;
      case 127 -> (long) LONGS.get(bytes, at + 2);
      default -> length;
    };
  }

  private boolean isMessage(byte[] bytes, int at) {
    int first = bytes[at] & 0xff;
    int opcode = first & OPCODE;
    return !inMessage
        && (first & (FIN | RESERVED)) == FIN
        && (opcode == TEXT || opcode == BINARY)
        && (bytes[at + 1] & MASKED) != 0;
  }

  private boolean deliver(int opcode, byte[] bytes, int body, int length) {
    unmask(bytes, body, length);
    if (opcode == BINARY) {
      messages.receive(Arrays.copyOfRange(bytes, body, body + length));
      return true;
    }
    String text = new String(bytes, body, length, StandardCharsets.UTF_8);
    if (text.indexOf(REPLACEMENT) >= 0) {
      unmask(bytes, body, length);
      return false;
    }
    messages.receive(text);
    return true;
  }

  /** Once more, and it is as before. The key lies before the body. */
  private static void unmask(byte[] bytes, int body, int length) {
    int end = body + length;
    long key = 0;
    for (int i = body - KEY_SIZE; i < body; i++) {
      key = key << 8 | bytes[i] & 0xff;
    }
    long twice = key << 32 | key;
    int at = body;
    for (; at <= end - Long.BYTES; at += Long.BYTES) {
      LONGS.set(bytes, at, (long) LONGS.get(bytes, at) ^ twice);
    }
    for (int i = 0; at < end; at++, i++) {
      bytes[at] ^= (byte) (twice >>> 56 - 8 * i);
    }
  }

  private void leave(int first, long size) {
    int opcode = first & OPCODE;
    boolean control = opcode >= CLOSE;
    if (!control) {
      inMessage = (first & FIN) == 0;
    }
    closing = opcode == CLOSE;
    left = size;
  }
}
