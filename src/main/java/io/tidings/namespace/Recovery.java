package io.tidings.namespace;

import io.tidings.broadcast.Adapter;
import io.tidings.broadcast.BroadcastId;
import io.tidings.broadcast.Offset;
import io.tidings.broadcast.SocketStore;
import io.tidings.engine.CloseReason;
import io.tidings.engine.Timer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Brings clients that lost their connection back to their sockets (Socket.IO's connection state
 * recovery), on whichever instance they come to.
 *
 * <p>The socket is where its connection was, or in the {@link Estates} of an instance that is gone.
 * It goes on in the order of broadcasts: at a place X of this instance, what its client has missed
 * up to X is read from the history and sent, then the answer to its connect, and then what was
 * broadcast behind X and has been {@link Kept} meanwhile.
 */
final class Recovery {

  private static final Logger LOG = Logger.getLogger(Recovery.class.getName());

  /** Milliseconds that a client's offset may be ahead of this instance. */
  private static final long MAX_AHEAD = 5_000;

  private static final long LOOK_AGAIN = 50;

  /** Milliseconds for what a client begins at the end of its time. */
  private static final long LAST_ATTEMPT = 10_000;

  /** Seconds for the history to answer. */
  private static final long HISTORY = 5;

  /** Milliseconds for what the client sent over its old connection to be worked off. */
  private static final long OLD_WORK = 5_000;

  private final RecoverySettings settings;
  private final Adapter adapter;
  private final SocketStore store;
  private final Dispatcher dispatcher;
  private final Estates estates;
  private final Timer timer;

  /** All sockets of this instance to which clients may come back, connected or not. */
  private final Map<String, Socket> known = new ConcurrentHashMap<>();

  private final LostSockets lostSockets;
  private final Replays replays;
  private final Map<String, Timer.Handle> windows = new ConcurrentHashMap<>();

  /** Those that a client comes back to at the moment. */
  private final Map<String, CompletableFuture<Void>> returning = new ConcurrentHashMap<>();

  Recovery(
      RecoverySettings settings,
      Adapter adapter,
      SocketStore store,
      Dispatcher dispatcher,
      Estates estates,
      Timer timer) {
    this.settings = settings;
    this.adapter = adapter;
    this.store = store;
    this.dispatcher = dispatcher;
    this.estates = estates;
    this.timer = timer;
    this.replays = new Replays(settings.budget());
    this.lostSockets =
        new LostSockets(
            settings.limits(),
            settings.budget(),
            // Not on this thread: it may be the one that closes connections by the thousand.
            socket -> timer.schedule(0, () -> end(socket)));
  }

  boolean isOn() {
    return settings.window() > 0;
  }

  /** What a new socket needs to be recovered; null when it is not to be. */
  Trail trail(boolean wanted) {
    return wanted && isOn() ? new Trail(settings.newSecret()) : null;
  }

  /** The offset of what was heard last on this instance; null before the first. */
  Offset latest() {
    return dispatcher.latest();
  }

  /**
   * The last broadcast that was heard on this instance: what is joined now, is joined behind it.
   */
  BroadcastId place() {
    Offset latest = latest();
    return latest == null ? BroadcastId.NONE : latest.last();
  }

  /**
   * Where no history reaches back to: it forgets what is older than the window, and looks for that
   * now and then.
   *
   * @param now the place of now
   */
  BroadcastId oldest(BroadcastId now) {
    return new BroadcastId(Math.max(0, now.millis() - 5 * settings.window() / 4), 0);
  }

  /**
   * Tells of the last broadcast before now, once that has been delivered. Does not wait: where so
   * much is to be delivered that there is no room, it is not told.
   *
   * @param task is run on the dispatcher's thread
   */
  void whenDelivered(Consumer<BroadcastId> task) {
    adapter.inOrder(BroadcastId.NONE, place -> dispatcher.offer(() -> task.accept(place)));
  }

  /**
   * A socket has connected, or goes on here.
   *
   * @param ownEvents what it was sent alone until then, where it comes from elsewhere
   */
  void began(Socket socket, List<byte[]> ownEvents) {
    Trail trail = socket.trail();
    if (trail != null) {
      known.put(trail.secret(), socket);
      lostSockets.began(socket);
      changed(socket);
      if (remembers()) {
        ownEvents.forEach(event -> store.append(trail.secret(), event));
      }
    }
  }

  /** Whether what is sent to a socket alone outlives this instance. */
  boolean remembers() {
    return store != SocketStore.NONE;
  }

  void changed(Socket socket) {
    if (known.get(socket.trail().secret()) == socket) {
      store.save(socket.trail().secret(), socket::estate);
    }
  }

  /**
   * An event has been sent to a socket alone.
   *
   * @param event empty when it is not remembered: then the state says that there was one
   */
  void sent(Socket socket, Optional<byte[]> event) {
    event.ifPresentOrElse(
        bytes -> store.append(socket.trail().secret(), bytes), () -> changed(socket));
  }

  /** A socket's connection is gone; it has the window's time to come back. */
  void lost(Socket socket) {
    await(socket, settings.window());
    lostSockets.lost(socket);
    changed(socket);
  }

  private void await(Socket socket, long time) {
    windows.put(socket.trail().secret(), timer.schedule(time, () -> end(socket)));
  }

  private void end(Socket socket) {
    String secret = socket.trail().secret();
    if (returning.containsKey(secret)) {
      // It is about to be known whether its client comes back.
      await(socket, LAST_ATTEMPT);
      return;
    }
    store
        .owner(secret)
        .whenComplete(
            (owner, failure) -> {
              if (failure == null && owner.isPresent() && !owner.get().equals(settings.self())) {
                // An instance that could not reach this one has taken it over.
                departed(socket);
                socket.endedElsewhere();
              } else {
                socket.ended();
              }
            });
  }

  /** A socket is over. */
  void ended(Socket socket) {
    Trail trail = socket.trail();
    if (trail != null && forget(socket)) {
      store.remove(trail.secret());
    }
  }

  /** A socket goes on at another instance, which keeps it from now on. */
  void departed(Socket socket) {
    ended(socket);
  }

  /** A socket is given to another instance, which may not be there any more to take it. */
  void leaving(Socket socket) {
    forget(socket);
  }

  /** The other instance has it. */
  void left(Socket socket) {
    String secret = socket.trail().secret();
    if (!known.containsKey(secret)) {
      store.remove(secret);
    }
  }

  /** The other instance is gone: it is this one's, and waits for its client. */
  void stays(Socket socket) {
    if (known.putIfAbsent(socket.trail().secret(), socket) == null) {
      lostSockets.began(socket);
      lost(socket);
    }
  }

  private boolean forget(Socket socket) {
    backOrGone(socket);
    boolean wasKnown = known.remove(socket.trail().secret(), socket);
    if (wasKnown) {
      lostSockets.ended(socket);
    }
    return wasKnown;
  }

  /** Whether a client may come back after its connection ended for this reason. */
  boolean mayReturn(DisconnectReason reason) {
    boolean stops = reason.text().equals(CloseReason.SERVER_SHUTDOWN.text());
    return reason.recoverable() && !(stops && store == SocketStore.NONE);
  }

  /** The instance stops: what no other one can go on with ends now. */
  void close() {
    if (store == SocketStore.NONE) {
      known.values().forEach(Socket::ended);
    }
  }

  private void backOrGone(Socket socket) {
    lostSockets.returned(socket);
    Timer.Handle window = windows.remove(socket.trail().secret());
    if (window != null) {
      window.cancel();
    }
  }

  /** Tells the handler of the end of a socket that never had a connection here. */
  void tellDisconnect(Socket socket, DisconnectReason reason) {
    estates.tellDisconnect(socket, reason);
  }

  /** A socket of this instance, set aside if it is still connected: its client has come back. */
  Optional<Socket> local(String secret, String namespace) {
    Socket socket = known.get(secret);
    if (socket == null || !socket.namespace().equals(namespace)) {
      return Optional.empty();
    }
    LOG.log(Level.FINE, "A client comes back to {0}", socket);
    if (!socket.isLost()) {
      socket.connection().session().terminate(CloseReason.TRANSPORT_CLOSE);
    }
    return Optional.of(socket).filter(Socket::isLost);
  }

  /** Completes when nothing is at work that the client asked for over its old connection. */
  CompletionStage<Socket> settled(Socket socket) {
    CompletableFuture<Socket> settled = new CompletableFuture<>();
    Connection connection = socket.connection();
    if (connection == null) {
      settled.complete(socket);
    } else {
      Timer.Handle limit = timer.schedule(OLD_WORK, () -> settled.complete(socket));
      connection.whenIdle(
          () -> {
            limit.cancel();
            settled.complete(socket);
          });
    }
    return settled;
  }

  /**
   * A client has come back.
   *
   * @return whether it has its socket again; else it is as if it came for the first time
   */
  CompletionStage<Boolean> comeBack(Connection connection, String namespace, Wish wish) {
    CompletableFuture<Void> over = new CompletableFuture<>();
    CompletableFuture<Void> before = returning.putIfAbsent(wish.secret(), over);
    if (before != null) {
      // The client has lost the connection over which it came back, too.
      return before.thenCompose(done -> comeBack(connection, namespace, wish));
    }
    return local(wish.secret(), namespace)
        .map(socket -> settled(socket).thenApply(Optional::of))
        .orElseGet(() -> estates.find(wish.secret(), namespace))
        .thenCompose(
            found ->
                found
                    .map(socket -> goOn(connection, socket, wish))
                    .orElse(CompletableFuture.completedFuture(false)))
        .exceptionally(Recovery::notFound)
        .whenComplete(
            (recovered, none) -> {
              returning.remove(wish.secret(), over);
              over.complete(null);
            });
  }

  private static boolean notFound(Throwable failure) {
    LOG.log(Level.FINE, "A client does not find its socket", failure);
    return false;
  }

  private CompletionStage<Boolean> goOn(Connection connection, Socket socket, Wish wish) {
    if (known.putIfAbsent(wish.secret(), socket) == null) {
      lostSockets.began(socket);
      lost(socket);
    }
    Optional<Offset> since = socket.since(wish.seen());
    return since
        .map(offset -> goOn(connection, socket, offset))
        .orElse(CompletableFuture.completedFuture(false))
        .exceptionally(Recovery::notFound)
        .thenApply(
            recovered -> {
              if (!recovered) {
                LOG.log(Level.FINE, "What a client missed of {0} is not known", since);
              }
              // It waits for its client's next attempt when that has gone again.
              if (!recovered && connection.session().isOpen()) {
                socket.ended();
              }
              return recovered;
            });
  }

  private CompletionStage<Boolean> goOn(Connection connection, Socket socket, Offset since) {
    CompletableFuture<Boolean> recovered = new CompletableFuture<>();
    atPlace(
        since.last(),
        timer.millis() + MAX_AHEAD,
        recovered,
        place -> {
          CompletableFuture<Boolean> read = new CompletableFuture<>();
          MissedReader reader =
              new MissedReader(socket, settings.maxBytes(), replays, () -> read.complete(false));
          CompletableFuture<Boolean> asked =
              settings
                  .history()
                  .between(socket.namespace(), since, place, reader)
                  .toCompletableFuture();
          asked.whenComplete((complete, failure) -> read.complete(failure == null && complete));
          read.completeOnTimeout(false, HISTORY, TimeUnit.SECONDS)
              .thenAccept(
                  complete -> {
                    // Nothing more is read for it.
                    asked.complete(false);
                    dispatcher.run(
                        () -> {
                          try {
                            recovered.complete(
                                complete
                                    && arrive(connection, socket, reader.missed(), since, place));
                          } catch (RuntimeException e) {
                            recovered.completeExceptionally(e);
                          } finally {
                            reader.release();
                            dispatcher.kept().forget(place);
                          }
                        });
                  });
        });
    return recovered;
  }

  /** Goes on at a place of this instance that is not before the client's own. */
  private void atPlace(
      BroadcastId seen,
      long limit,
      CompletableFuture<Boolean> recovered,
      Consumer<BroadcastId> task) {
    adapter.inOrder(
        BroadcastId.NONE,
        place -> {
          if (place.compareTo(seen) >= 0) {
            dispatcher.kept().expect(place);
            task.accept(place);
          } else if (timer.millis() < limit) {
            timer.schedule(LOOK_AGAIN, () -> atPlace(seen, limit, recovered, task));
          } else {
            recovered.complete(false);
          }
        });
  }

  /** On the dispatcher's thread. */
  private boolean arrive(
      Connection connection, Socket socket, Missed missed, Offset since, BroadcastId place) {
    if (!connection.session().isOpen()) {
      return false;
    }
    // First: when that is too much to be kept, the socket cannot go on.
    List<Delivery> behind = dispatcher.kept().after(place);
    Namespace namespace = settings.obtain(socket.namespace());
    if (!socket.returned(connection, namespace, missed, since, settings.maxBytes())) {
      namespace.unwanted();
      return false;
    }
    socket.afterwards(() -> backOrGone(socket));
    connection.returned(socket);
    for (Delivery delivery : behind) {
      if (delivery.broadcast().namespace().equals(socket.namespace())
          && socket.isSelected(delivery)) {
        dispatcher.receiver(delivery).accept(socket);
      }
    }
    connection.session().flush();
    return true;
  }
}
