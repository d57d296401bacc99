package io.tidings.cluster;

import io.tidings.broadcast.Broadcast;
import io.tidings.relay.WireReader;
import java.util.concurrent.CompletableFuture;

/**
 * A broadcast of this instance that waits to be published.
 *
 * @param bytes as {@link BroadcastCodec} writes it
 * @param id completes when it was published
 */
record Outgoing(String namespace, byte[] bytes, CompletableFuture<String> id) {

  static Outgoing of(Broadcast broadcast) {
    return new Outgoing(
        broadcast.namespace(), BroadcastCodec.encode(broadcast), new CompletableFuture<>());
  }

  int size() {
    return bytes.length;
  }

  WireReader reader() {
    return new WireReader(bytes);
  }
}
