package io.tidings.namespace;

import io.tidings.packet.ArgumentMapper;
import io.tidings.packet.Arguments;
import io.tidings.packet.SocketPacketEncoder;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;

/** Answers an event of a client, once; later answers are dropped. */
public final class Ack {

  private final Socket socket;
  private final ArgumentMapper mapper;
  private final OptionalLong id;
  private final AtomicBoolean sent = new AtomicBoolean();

  Ack(Socket socket, ArgumentMapper mapper, OptionalLong id) {
    this.socket = socket;
    this.mapper = mapper;
    this.id = id;
  }

  /** Whether the client waits for an answer. */
  public boolean isRequested() {
    return id.isPresent();
  }

  /**
   * Sends the answer. Never blocks.
   *
   * @throws IllegalArgumentException when a value has no JSON form
   */
  public void send(Object... values) {
    if (isRequested()) {
      send(mapper.toArguments(values));
    }
  }

  /** Sends an answer that is encoded already. Never blocks. */
  public void send(Arguments arguments) {
    if (isRequested() && sent.compareAndSet(false, true)) {
      socket.send(SocketPacketEncoder.ack(socket.namespace(), id.getAsLong(), arguments));
    }
  }
}
