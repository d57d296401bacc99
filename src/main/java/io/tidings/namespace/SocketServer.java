package io.tidings.namespace;

import io.tidings.broadcast.Leases;
import io.tidings.broadcast.Selection;
import io.tidings.broadcast.SocketRecord;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

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
  private final Leases leases;
  private final Executor threads;

  /**
   * @param threads for what may block
   */
  SocketServer(Server server, Leases leases, Executor threads) {
    this.server = server;
    this.leases = leases;
    this.threads = threads;
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

  /**
   * Runs a task on one instance of the cluster only, although all of them call this, each at its
   * own time: what a schedule emits is heard once, and not once for each instance.
   *
   * <pre>{@code
   * @Schedule(hour = "*", minute = "*", second = "0,30", persistent = false)
   * void tick() {
   *   server.once("tick", () -> server.of("/prices").emit("tick", prices.latest()));
   * }
   * }</pre>
   *
   * <p>The first instance that calls with a name holds its lease, and goes on to run what it calls
   * with that name. When it is gone, the next one that calls takes over: within about 10 seconds
   * when it was killed, at once when it left. An instance that was frozen may end a task that it
   * had begun while another one runs it already.
   *
   * @param name of the lease, the same on all instances
   * @param task may block; it runs on a thread of the handlers
   * @return whether the task ran, once it has; fails as the task does, and with {@link
   *     java.util.concurrent.TimeoutException}, without running it, when Redis does not answer
   *     within 5 seconds
   */
  public CompletionStage<Boolean> once(String name, Runnable task) {
    return leases
        .take(name)
        .thenCompose(
            held ->
                held
                    ? CompletableFuture.runAsync(task, threads).thenApply(done -> true)
                    : CompletableFuture.completedFuture(false));
  }

  private RemoteSocket remote(SocketRecord record) {
    return new RemoteSocket(
        record, server.remote(), server.mapper(), of(record.namespace()).to(record.id()));
  }
}
