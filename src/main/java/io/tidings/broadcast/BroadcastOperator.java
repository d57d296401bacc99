package io.tidings.broadcast;

import io.tidings.packet.ArgumentMapper;
import io.tidings.packet.Arguments;
import io.tidings.packet.EncodedPacket;
import io.tidings.packet.EncodedPacket.Kind;
import io.tidings.packet.SocketPacketEncoder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Builds a broadcast step by step: {@code to("news").except(id).emit("headline", text)}. Immutable:
 * each step returns a new operator.
 */
public final class BroadcastOperator {

  private final Adapter adapter;
  private final ArgumentMapper mapper;
  private final String namespace;
  private final Selection selection;

  public BroadcastOperator(
      Adapter adapter, ArgumentMapper mapper, String namespace, Selection selection) {
    this.adapter = adapter;
    this.mapper = mapper;
    this.namespace = namespace;
    this.selection = selection;
  }

  /** Also to the sockets in any of these rooms; a socket's id names a room with it alone. */
  public BroadcastOperator to(String... rooms) {
    Set<String> all = plus(selection.rooms(), rooms);
    return with(new Selection(all, selection.except(), selection.local(), selection.lossy()));
  }

  /** The same as {@link #to}. */
  public BroadcastOperator in(String... rooms) {
    return to(rooms);
  }

  /** Not to the sockets in any of these rooms. */
  public BroadcastOperator except(String... rooms) {
    Set<String> all = plus(selection.except(), rooms);
    return with(new Selection(selection.rooms(), all, selection.local(), selection.lossy()));
  }

  /** Only to sockets of this instance. */
  public BroadcastOperator local() {
    return with(new Selection(selection.rooms(), selection.except(), true, selection.lossy()));
  }

  /** The event may be lost to a client that is slow (Socket.IO calls it volatile). */
  public BroadcastOperator lossy() {
    return with(new Selection(selection.rooms(), selection.except(), selection.local(), true));
  }

  /**
   * Sends an event. Never blocks.
   *
   * @param arguments values with a JSON-B form; {@code byte[]} and {@code ByteBuffer} go as binary
   * @return the broadcast's id, once it is published
   * @throws IllegalArgumentException when an argument has no JSON form
   */
  public CompletionStage<String> emit(String event, Object... arguments) {
    return emit(event, mapper.toArguments(arguments));
  }

  /** Sends an event whose arguments are encoded already. Never blocks. */
  public CompletionStage<String> emit(String event, Arguments arguments) {
    Kind kind = selection.lossy() ? Kind.VOLATILE : Kind.EVENT;
    EncodedPacket packet = SocketPacketEncoder.event(kind, namespace, event, arguments);
    return adapter.publish(new Broadcast(namespace, selection, packet));
  }

  private BroadcastOperator with(Selection next) {
    return new BroadcastOperator(adapter, mapper, namespace, next);
  }

  private static Set<String> plus(Set<String> some, String... more) {
    Set<String> all = new HashSet<>(some);
    all.addAll(List.of(more));
    return all;
  }
}
