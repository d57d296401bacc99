package io.tidings.cluster;

import io.tidings.relay.WireReader;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * What this instance has published a while ago, whether it was heard or not, as far as it is still
 * known here: Redis may have lost it.
 *
 * @param self id of this instance
 */
record OwnBroadcasts(String self, Unheard unheard, RecentBroadcasts recent) {

  /** Those whose numbers lie between the two, by their numbers. */
  SortedMap<Long, Outgoing> between(long before, long behind) {
    SortedMap<Long, Outgoing> found = new TreeMap<>(unheard.between(before, behind));
    for (RecentBroadcasts.Entry entry : recent.between(self, before, behind)) {
      found.put(entry.number(), outgoing(entry.broadcast()));
    }
    return found;
  }

  private static Outgoing outgoing(WireReader broadcast) {
    String namespace = BroadcastCodec.header(broadcast.again()).namespace();
    return new Outgoing(namespace, broadcast.again().remaining(), new CompletableFuture<>());
  }
}
