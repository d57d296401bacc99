package io.tidings.transport;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A polling request on its way to the instance that owns its session.
 *
 * <pre>kind (1 byte) · sid, {@value #SID_LENGTH} characters · body</pre>
 *
 * @param body of a POST; of a GET and of the news that its client disconnected, a number by which
 *     the instance that relays it tells it from others, a space, and the name of the request, see
 *     {@link Exchange#requestId()}
 */
record RelayedRequest(Kind kind, String sid, byte[] body) {

  /** Characters of a session id. */
  static final int SID_LENGTH = 32;

  /** What came to the instance that relays it. */
  enum Kind {
    GET,
    POST,
    /** A POST whose body is over the limit. */
    TOO_LARGE,
    /** A POST whose client went away before its body's end. */
    BROKEN,
    /** Anything else, which a session refuses, if there is one. */
    UNFIT,
    /** None: the instance leaves, and the GET that may be parked there is to be answered. */
    RELEASE,
    /** None: the client of a GET has disconnected before it was sent the answer. */
    DISCONNECTED,
    /** A POST of bytes. */
    BINARY
  }

  byte[] encode() {
    return ByteBuffer.allocate(1 + SID_LENGTH + body.length)
        .put((byte) kind.ordinal())
        .put(sid.getBytes(StandardCharsets.ISO_8859_1))
        .put(body)
        .array();
  }

  static RelayedRequest decode(byte[] bytes) {
    return new RelayedRequest(
        Kind.values()[bytes[0]],
        new String(bytes, 1, SID_LENGTH, StandardCharsets.ISO_8859_1),
        Arrays.copyOfRange(bytes, 1 + SID_LENGTH, bytes.length));
  }
}
