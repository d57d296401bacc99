package io.tidings.namespace;

import io.tidings.broadcast.Adapter;
import io.tidings.broadcast.BroadcastOperator;
import io.tidings.broadcast.Presence;
import io.tidings.broadcast.Selection;
import io.tidings.broadcast.SocketRecord;
import io.tidings.packet.ArgumentMapper;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

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
  private final Presence presence;
  private final RemoteSockets remote;

  SocketServer(Server server) {
    adapter = server.adapter();
    mapper = server.mapper();
    presence = server.presence();
    remote = server.remote();
  }

  /** To everyone in a namespace, on every instance. */
  public BroadcastOperator of(String namespace) {
    return new BroadcastOperator(adapter, mapper, namespace, Selection.ALL);
  }

  /** To the sockets of the main namespace in any of these rooms. */
  public BroadcastOperator to(String... rooms) {
    return of("/").to(rooms);
  }

  /**
   * Looks up a socket, on whichever instance it lives.
   *
   * @return empty when no socket has this id
   */
  public CompletionStage<Optional<RemoteSocket>> socket(String id) {
    return presence.socket(id).thenApply(found -> found.map(this::remote));
  }

  private RemoteSocket remote(SocketRecord record) {
    return new RemoteSocket(record, remote, mapper, of(record.namespace()).to(record.id()));
  }
}
