package io.tidings.namespace;

import io.tidings.broadcast.Adapter;
import io.tidings.broadcast.BroadcastOperator;
import io.tidings.broadcast.Selection;
import io.tidings.packet.ArgumentMapper;

/**
 * The server as an application sees it: inject it anywhere and emit.
 *
 * <pre>{@code
 * @Inject SocketServer server;
 *
 * server.of("/chat").to("room-1").emit("said", message);
 * }</pre>
 */
public final class SocketServer {

  private final Adapter adapter;
  private final ArgumentMapper mapper;

  public SocketServer(Adapter adapter, ArgumentMapper mapper) {
    this.adapter = adapter;
    this.mapper = mapper;
  }

  /** To everyone in a namespace, on every instance. */
  public BroadcastOperator of(String namespace) {
    return new BroadcastOperator(adapter, mapper, namespace, Selection.ALL);
  }

  /** To the sockets of the main namespace in any of these rooms. */
  public BroadcastOperator to(String... rooms) {
    return of("/").to(rooms);
  }
}
