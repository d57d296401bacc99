package io.tidings.cluster;

import io.tidings.relay.MalformedFrameException;
import io.tidings.relay.WireReader;
import io.tidings.relay.WireWriter;

/**
 * A frame on an instance's own channel.
 *
 * <pre>kind · origin · number · correlation · word · payload</pre>
 *
 * @param origin id of the instance that sent it
 * @param number each instance counts what it sends, to whomever, from 1
 * @param correlation names a request among those of the instance that asked
 * @param word of a request its subject, of an answer {@link #ANSWERED} or {@link #REFUSED}
 */
record RelayFrame(String origin, long number, long correlation, String word, byte[] payload) {

  /** The first byte of a request. */
  static final int REQUEST = 1;

  /** The first byte of an answer. */
  static final int ANSWER = 2;

  /** The first byte of a frame that only finds out whether anyone listens. */
  static final int LOOK = 3;

  static final String ANSWERED = "ok";
  static final String REFUSED = "no";

  private static final byte[] NOTHING = {};

  /** What follows the number, which is not known before the frame leaves. */
  record Content(int kind, long correlation, String word, byte[] payload) {

    static Content look() {
      return new Content(LOOK, 0, "", NOTHING);
    }

    static Content request(long correlation, String subject, byte[] payload) {
      return new Content(REQUEST, correlation, subject, payload);
    }

    static Content answer(long correlation, byte[] payload) {
      return new Content(ANSWER, correlation, ANSWERED, payload);
    }

    static Content refusal(long correlation) {
      return new Content(ANSWER, correlation, REFUSED, NOTHING);
    }

    byte[] frame(String origin, long number) {
      return new WireWriter(payload.length + 64)
          .octet(kind)
          .text(origin)
          .number(number)
          .number(correlation)
          .text(word)
          .bytes(payload)
          .toBytes();
    }
  }

  /**
   * Reads a frame behind its first byte.
   *
   * @throws MalformedFrameException when it is none
   */
  static RelayFrame read(WireReader in) {
    return new RelayFrame(in.text(), in.number(), in.number(), in.text(), in.bytes());
  }
}
