package io.tidings.transport;

import io.tidings.relay.MalformedFrameException;
import io.tidings.relay.WireReader;
import io.tidings.relay.WireWriter;

/**
 * What the two instances between which a session moves ask each other.
 *
 * <pre>kind (1 byte) · sid · payload</pre>
 *
 * @param payload stands where the kind says so
 */
record MoveRequest(Kind kind, String sid, WireReader payload) {

  /** What is asked, and of whom; the answer is yes or no unless it says more. */
  enum Kind {
    /** Of the origin: the client sent {@code 2probe}. May the session be upgraded? */
    PROBE,
    /** Of the origin: the client sent {@code 5}. Answered when all is over: has it moved? */
    UPGRADE,
    /** Of the origin: the client sent a message (number · 0, text or 1, bytes). */
    RECEIVED,
    /** Of the origin: the connection is gone (its reason's name). */
    CLOSED,
    /** Of the destination: write these packets; answered when the next may come. */
    WRITE,
    /**
     * Of the destination: forward nothing more. Answered by yes, a place among broadcasts, and how
     * many messages were forwarded.
     */
    READY,
    /** Of the destination: go on with this (the session's state · the listener's). */
    STATE,
    /** Of the destination: a packet for a session that has left. */
    FORWARD,
    /** Of the destination: the session is over (its reason's name). */
    CLOSE
  }

  static WireWriter write(Kind kind, String sid) {
    return new WireWriter(256).octet(kind.ordinal()).text(sid);
  }

  /**
   * @throws MalformedFrameException when it is none
   */
  static MoveRequest read(byte[] bytes) {
    WireReader in = new WireReader(bytes);
    int kind = in.octet();
    if (kind >= Kind.values().length) {
      throw new MalformedFrameException("request " + kind);
    }
    return new MoveRequest(Kind.values()[kind], in.text(), in);
  }
}
