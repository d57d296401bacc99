package io.tidings.transport;

import jakarta.websocket.CloseReason.CloseCode;
import jakarta.websocket.CloseReason.CloseCodes;
import java.util.Optional;

/**
 * Judges the frames of one client by their headers (RFC 6455, section 5.2), before their bodies
 * have come. For one thread at a time.
 */
final class FrameJudge {

  private static final int FIN = 0x80;
  private static final int OPCODE = 0x0f;

  /** The first opcode of control frames. */
  private static final int CLOSE = 0x8;

  private final long limit;
  private boolean inMessage;

  /** Bytes announced so far of the message that is in pieces. */
  private long inPieces;

  /**
   * Why a frame, and with it the connection, is refused.
   *
   * @param code of the close frame (RFC 6455, section 7.4.1)
   */
  record Refusal(CloseCode code, String why) {}

  /**
   * @param limit bytes of a message
   */
  FrameJudge(long limit) {
    this.limit = limit;
  }

  /**
   * Judges the next frame.
   *
   * @param first byte of its header, unsigned
   * @param length of its body; less than 0 where the top bit is set
   */
  Optional<Refusal> judge(int first, boolean masked, long length) {
    if (!masked) {
      return refusal(CloseCodes.PROTOCOL_ERROR, "a client's frames are masked");
    }
    if (length < 0) {
      return refusal(CloseCodes.PROTOCOL_ERROR, "a length's top bit is 0");
    }
    if ((first & OPCODE) < CLOSE) {
      long before = inMessage ? inPieces : 0;
      if (length > limit - before) {
        return refusal(CloseCodes.TOO_BIG, new MessageTooLargeException(limit).getMessage());
      }
      inPieces = before + length;
      inMessage = (first & FIN) == 0;
    }
    return Optional.empty();
  }

  private static Optional<Refusal> refusal(CloseCode code, String why) {
    return Optional.of(new Refusal(code, why));
  }
}
