package io.tidings.cluster;

import io.tidings.broadcast.Broadcast;
import io.tidings.broadcast.BroadcastId;
import io.tidings.relay.MalformedFrameException;
import io.tidings.relay.WireReader;

/**
 * Takes what is heard on the topic to the sockets of this instance: each broadcast once, and only
 * those that concern a socket here are read further than their header.
 */
final class Inbox {

  private final LocalEnd local;
  private final Origins origins = new Origins();
  private volatile BroadcastId last = BroadcastId.NONE;

  Inbox(LocalEnd local) {
    this.local = local;
  }

  /** The id of the last broadcast that was heard. */
  BroadcastId last() {
    return last;
  }

  /**
   * Takes a frame of the kind {@link BatchFrame}, one at a time.
   *
   * @throws MalformedFrameException when it is none, or, after the good ones were delivered, when
   *     one of its broadcasts is malformed
   */
  void receive(WireReader frame) {
    BatchFrame batch = BatchFrame.read(frame);
    MalformedFrameException malformed = null;
    for (int i = 0; i < batch.broadcasts().size(); i++) {
      try {
        receive(batch, i);
      } catch (MalformedFrameException e) {
        malformed = e;
      }
    }
    if (malformed != null) {
      throw malformed;
    }
  }

  /** Takes a broadcast of this instance for its own sockets. */
  void deliverHere(String id, Broadcast broadcast) {
    if (local.hasReceivers(broadcast.namespace(), broadcast.selection().rooms())) {
      local.deliver(id, broadcast);
    }
  }

  private void receive(BatchFrame batch, int index) {
    if (origins.isNew(batch.origin(), batch.number() + index)) {
      last = batch.id().plus(index);
      deliver(last, batch.broadcasts().get(index));
    }
  }

  private void deliver(BroadcastId id, WireReader broadcast) {
    BroadcastCodec.Header header = BroadcastCodec.header(broadcast);
    if (local.hasReceivers(header.namespace(), header.selection().rooms())) {
      local.deliver(id.toString(), BroadcastCodec.body(header, broadcast));
    }
  }
}
