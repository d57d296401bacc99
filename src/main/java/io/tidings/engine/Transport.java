package io.tidings.engine;

import io.tidings.packet.EncodedPacket;
import java.util.List;
import java.util.Optional;

/**
 * Carries packets from a {@link Session} to its client, over one connection at a time.
 *
 * <p>This is the outbound port. It says nothing of how bytes travel, and knows neither sockets nor
 * requests. What the client sends comes in by {@link Session#receive}.
 *
 * <p>A session calls {@link #write} from any thread, but never twice at once, and only while {@link
 * #isReady()}. A transport that becomes ready again calls {@link Session#flush()}.
 */
public interface Transport {

  /** The transport's name in a URL's {@code transport} parameter. */
  TransportName name();

  /**
   * Whether {@link #write} may be called now. Answers from what it knows, and calls nobody: it is
   * asked under a lock.
   */
  boolean isReady();

  /**
   * Sends packets, in order and as one write where the medium allows. Must not block, and must not
   * throw for a connection that is gone: it reports that by {@link Session#transportClosed}.
   *
   * @param packets at least one
   */
  void write(List<EncodedPacket> packets);

  /**
   * What tells the client which fault of its own ends the connection; empty where the protocol has
   * no words for that.
   */
  default Optional<EncodedPacket> complaint(String why) {
    return Optional.empty();
  }

  /**
   * Ends the connection. Packets written before are still sent, as far as the medium can. A second
   * call does nothing.
   */
  void close(CloseReason reason);
}
