package io.tidings.namespace;

import io.tidings.access.MemoryBudget.Holding;
import io.tidings.packet.PacketException;
import io.tidings.packet.SocketPacket;
import io.tidings.packet.SocketPacketDecoder;
import io.tidings.packet.SocketPacketDecoder.AttachmentCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts a client's messages together to packets. While its session moves to another instance, they
 * are kept for that one, but for answers: something that still runs here may wait for those.
 */
final class Incoming {

  /** A message: text, or else binary. */
  record Message(String text, byte[] binary) {

    long weight() {
      return text == null ? binary.length : text.length();
    }
  }

  private static final Message DROPPED = new Message(null, new byte[0]);

  private final SocketPacketDecoder decoder;
  private final Holding held;

  /** Messages of a packet that is not complete. */
  private final List<Message> partial = new ArrayList<>(0);

  private long partialWeight;

  /** Null while nothing is kept. */
  private List<Message> kept;

  private long keptWeight;

  /**
   * @param check says whether the attachments of a packet are wanted
   * @param held counts what is kept here
   */
  Incoming(AttachmentCheck check, Holding held) {
    this.decoder = new SocketPacketDecoder(check);
    this.held = held;
  }

  /**
   * @return the packet that the message completes, unless it is kept
   */
  Optional<SocketPacket> text(String message) throws PacketException {
    Optional<SocketPacket> packet = decoder.text(message);
    if (packet.isPresent() && kept == null) {
      return packet;
    }
    return received(new Message(message, null), packet);
  }

  /**
   * @return the packet that the message completes, unless it is kept
   */
  Optional<SocketPacket> binary(byte[] message) throws PacketException {
    return received(new Message(null, message), decoder.binary(message));
  }

  private Optional<SocketPacket> received(Message message, Optional<SocketPacket> packet) {
    boolean partialStill = decoder.isPartial();
    if (packet.isEmpty() && !partialStill) {
      clearPartial();
      return packet;
    }
    Message next = decoder.isDropping() && message.text() == null ? DROPPED : message;
    partial.add(next);
    partialWeight += next.weight();
    if (partialStill) {
      return packet;
    }
    boolean keep = kept != null && !(packet.get() instanceof SocketPacket.Ack);
    if (keep) {
      kept.addAll(partial);
      keptWeight += partialWeight;
    }
    clearPartial();
    return keep ? Optional.empty() : packet;
  }

  private void clearPartial() {
    partial.clear();
    partialWeight = 0;
  }

  /** Whether what is kept here finds room in the memory budget. */
  boolean fits() {
    return held.resize(keptWeight + partialWeight);
  }

  /** Forgets all: the client has gone, or what was kept is on its way. */
  void clear() {
    clearPartial();
    if (kept != null) {
      kept.clear();
    }
    keptWeight = 0;
    held.resize(0);
  }

  /** Keeps packets from now on. */
  void keep() {
    kept = new ArrayList<>();
  }

  /** A message as {@link #text} or {@link #binary} takes it. */
  Optional<SocketPacket> packet(Message message) throws PacketException {
    return message.text() != null ? text(message.text()) : binary(message.binary());
  }

  /** Keeps nothing any more, and gives up the complete packets that were kept. */
  List<Message> release() {
    List<Message> packets = kept == null ? List.of() : kept;
    kept = null;
    return packets;
  }

  /** Characters and bytes that are kept. */
  long keptWeight() {
    return keptWeight;
  }

  /** All that was kept, and of a packet that is not complete what there is. */
  List<Message> kept() {
    List<Message> all = new ArrayList<>(kept);
    all.addAll(partial);
    return all;
  }
}
