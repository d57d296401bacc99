package io.tidings.cluster;

import io.tidings.broadcast.BroadcastId;
import io.tidings.relay.MalformedFrameException;
import io.tidings.relay.WireReader;
import io.tidings.relay.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * A batch of broadcasts on the topic.
 *
 * <pre>
 * 1 · id of the first · id before it · origin · number of the first · each broadcast after its length
 * </pre>
 *
 * <p>The script that publishes a batch puts the first three in front. The ids of the other
 * broadcasts follow the first's, as do their numbers.
 *
 * @param previous the last id before this batch: who has not heard it has a gap
 * @param origin id of the instance that published it
 * @param number of the first broadcast; each instance counts what it publishes from 1
 */
record BatchFrame(
    BroadcastId id,
    BroadcastId previous,
    String origin,
    long number,
    List<WireReader> broadcasts,
    int bytes) {

  /** The first byte of such a frame. */
  static final int KIND = 1;

  /** What the broadcasts follow, without what the script adds. */
  static byte[] head(String origin, long number) {
    return new WireWriter(32).text(origin).number(number).toBytes();
  }

  /** A broadcast as it stands in the frame, and in a stream. */
  static byte[] part(byte[] broadcast) {
    return new WireWriter(broadcast.length + 3).bytes(broadcast).toBytes();
  }

  /**
   * Reads a frame behind its first byte.
   *
   * @throws MalformedFrameException when it is none
   */
  static BatchFrame read(WireReader in) {
    BroadcastId id = id(in.text());
    BroadcastId previous = id(in.text());
    String origin = in.text();
    long number = in.number();
    List<WireReader> broadcasts = new ArrayList<>();
    int bytes = 0;
    while (in.hasMore()) {
      WireReader broadcast = in.part();
      bytes += broadcast.left();
      broadcasts.add(broadcast);
    }
    return new BatchFrame(id, previous, origin, number, broadcasts, bytes);
  }

  private static BroadcastId id(String text) {
    try {
      return BroadcastId.parse(text);
    } catch (IllegalArgumentException e) {
      throw new MalformedFrameException(e.getMessage());
    }
  }
}
