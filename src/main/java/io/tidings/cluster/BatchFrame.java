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
 * <pre>1 · id of the first · origin · number of the first · each broadcast after its length</pre>
 *
 * <p>The script that publishes a batch puts the first two in front. The ids of the others follow
 * the first's, as do their numbers.
 *
 * @param origin id of the instance that published it
 * @param number of the first broadcast; each instance counts what it publishes from 1
 */
record BatchFrame(BroadcastId id, String origin, long number, List<WireReader> broadcasts) {

  /** The first byte of such a frame. */
  static final int KIND = 1;

  /** The frame without what the script adds. */
  static byte[] encode(String origin, long number, List<byte[]> broadcasts) {
    int bytes = broadcasts.stream().mapToInt(broadcast -> broadcast.length + 3).sum();
    WireWriter out = new WireWriter(bytes + 32).text(origin).number(number);
    broadcasts.forEach(out::bytes);
    return out.toBytes();
  }

  /**
   * Reads a frame behind its first byte.
   *
   * @throws MalformedFrameException when it is none
   */
  static BatchFrame read(WireReader in) {
    BroadcastId id = id(in.text());
    String origin = in.text();
    long number = in.number();
    List<WireReader> broadcasts = new ArrayList<>();
    while (in.hasMore()) {
      broadcasts.add(in.part());
    }
    return new BatchFrame(id, origin, number, broadcasts);
  }

  private static BroadcastId id(String text) {
    try {
      return BroadcastId.parse(text);
    } catch (IllegalArgumentException e) {
      throw new MalformedFrameException(e.getMessage());
    }
  }
}
