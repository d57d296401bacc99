package io.tidings.namespace;

import io.tidings.broadcast.Broadcast;
import io.tidings.broadcast.BroadcastId;
import io.tidings.engine.CloseReason;
import io.tidings.engine.Session;
import io.tidings.engine.SessionMoves;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Moves connections between instances, with their sockets.
 *
 * <p>Where a connection stands among the broadcasts is known on the dispatcher's thread alone. So
 * it leaves there, at a place X that both instances know, and arrives at the other one's dispatcher
 * when that has come to X too; what was broadcast behind X, and delivered there already, has been
 * {@link Kept}.
 */
final class Moves implements SessionMoves {

  private final Server server;
  private final SocketIo socketIo;
  private final Dispatcher dispatcher;
  private final Departed departed;
  private final Executor executor;

  Moves(
      Server server,
      SocketIo socketIo,
      Dispatcher dispatcher,
      Departed departed,
      Executor executor) {
    this.server = server;
    this.socketIo = socketIo;
    this.dispatcher = dispatcher;
    this.departed = departed;
    this.executor = executor;
  }

  @Override
  public CompletionStage<Void> quiesce(Session session) {
    return SocketIo.connection(session).quiesce();
  }

  @Override
  public CompletionStage<String> expect() {
    CompletableFuture<String> place = new CompletableFuture<>();
    server
        .adapter()
        .inOrder(
            BroadcastId.NONE,
            last -> {
              dispatcher.kept().expect(last);
              place.complete(last.toString());
            });
    return place;
  }

  @Override
  public void forget(String place) {
    dispatcher.kept().forget(BroadcastId.parse(place));
  }

  @Override
  public CompletionStage<Optional<byte[]>> leave(
      Session session, String place, String destination, BooleanSupplier release) {
    CompletableFuture<Optional<byte[]>> state = new CompletableFuture<>();
    atPlace(
        BroadcastId.parse(place),
        state,
        last -> state.complete(leave(session, last, destination, release)));
    return state;
  }

  private Optional<byte[]> leave(
      Session session, BroadcastId place, String destination, BooleanSupplier release) {
    Connection connection = SocketIo.connection(session);
    connection.greet();
    if (!release.getAsBoolean()) {
      return Optional.empty();
    }
    Onward way = new Onward(server.remote(), destination);
    ConnectionState state = connection.depart(server.instanceId(), place, way, departed);
    return Optional.of(state.encode());
  }

  @Override
  public CompletionStage<Void> arrive(Session session, byte[] bytes) {
    ConnectionState state = ConnectionState.decode(bytes);
    Connection connection = SocketIo.connection(session);
    CompletableFuture<Void> arrived = new CompletableFuture<>();
    atPlace(state.place(), arrived, last -> arrive(connection, state, arrived));
    return arrived;
  }

  private void arrive(
      Connection connection, ConnectionState state, CompletableFuture<Void> arrived) {
    if (!connection.session().isOpen()) {
      throw new IllegalStateException("the session ended on its way");
    }
    List<Delivery> missed = dispatcher.kept().after(state.place());
    List<Socket> sockets = connection.arrive(state);
    for (Delivery delivery : missed) {
      Broadcast broadcast = delivery.broadcast();
      sockets.stream()
          .filter(socket -> socket.namespace().equals(broadcast.namespace()))
          .filter(socket -> socket.isSelected(delivery))
          .forEach(dispatcher.receiver(delivery));
    }
    connection.session().flush();
    // Handlers may be called: not on the thread on which all broadcasts depend.
    executor.execute(
        () -> {
          connection.replay(state.messages());
          arrived.complete(null);
        });
  }

  /** Runs a task on the dispatcher's thread, behind the broadcasts up to a place. */
  private void atPlace(
      BroadcastId place, CompletableFuture<?> failure, Consumer<BroadcastId> task) {
    server
        .adapter()
        .inOrder(
            place,
            last ->
                dispatcher.run(
                    () -> {
                      try {
                        task.accept(last);
                      } catch (RuntimeException e) {
                        failure.completeExceptionally(e);
                      }
                    }));
  }

  @Override
  public void moved(Session session) {
    SocketIo.connection(session).moved();
    socketIo.left(session);
  }

  @Override
  public void lost(Session session) {
    Connection connection = SocketIo.connection(session);
    connection.departed().forEach(socket -> departed.remove(socket.id()));
    connection.lost(DisconnectReason.of(CloseReason.TRANSPORT_CLOSE));
    socketIo.left(session);
  }
}
