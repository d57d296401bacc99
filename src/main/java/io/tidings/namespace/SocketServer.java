package io.tidings.namespace;

import io.tidings.broadcast.Selection;
import io.tidings.broadcast.SocketRecord;
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

  private final Server server;

  SocketServer(Server server) {
    this.server = server;
  }

  /** Everyone in a namespace, on every instance. */
  public Sockets of(String namespace) {
    return new Sockets(server, namespace, Selection.ALL);
  }

  /** The sockets of the main namespace in any of these rooms. */
  public Sockets to(String... rooms) {
    return of("/").to(rooms);
  }

  /**
   * Looks up a socket, on whichever instance it lives.
   *
   * @return empty when no socket has this id
   */
  public CompletionStage<Optional<RemoteSocket>> socket(String id) {
    return server.presence().socket(id).thenApply(found -> found.map(this::remote));
  }

  private RemoteSocket remote(SocketRecord record) {
    return new RemoteSocket(
        record, server.remote(), server.mapper(), of(record.namespace()).to(record.id()));
  }
}
