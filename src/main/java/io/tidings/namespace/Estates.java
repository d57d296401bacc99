package io.tidings.namespace;

import io.tidings.broadcast.SocketStore;
import io.tidings.broadcast.SocketStore.Estate;
import io.tidings.engine.HandshakeRequest;
import io.tidings.relay.Relay;
import io.tidings.relay.Service;
import io.tidings.relay.UnansweredException;
import io.tidings.relay.WireReader;
import io.tidings.relay.WireWriter;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Finds the sockets of clients that come back to another instance than they had: asks the one that
 * has it, or takes what that left in the {@link SocketStore} when it died. And ends those to which
 * nobody came back in time.
 */
final class Estates implements Service {

  private static final Logger LOG = Logger.getLogger(Estates.class.getName());

  static final String SUBJECT = "recovery";

  /** Milliseconds for an instance to give a socket away. */
  private static final long PATIENCE = 10_000;

  /** Milliseconds until it is tried again to take what an instance left. */
  private static final long AGAIN = 300;

  private static final byte[] NONE = {};

  private final Relay relay;
  private final SocketStore store;
  private final Departed departed;
  private final EventHandlers handlers;
  private final Executor executor;
  private volatile Server server;

  Estates(
      Relay relay,
      SocketStore store,
      Departed departed,
      EventHandlers handlers,
      Executor executor) {
    this.relay = relay;
    this.store = store;
    this.departed = departed;
    this.handlers = handlers;
    this.executor = executor;
  }

  /** Begins to give sockets of this instance to others, and to end what dead ones left. */
  void open(Server own) {
    server = own;
    relay.serve(SUBJECT, this);
    store.inherit(this::inherited);
  }

  /**
   * The socket of a client that comes back, lost and ready to go on here.
   *
   * @return empty when there is none any more, or nobody gives it
   */
  CompletionStage<Optional<Socket>> find(String secret, String namespace) {
    return store
        .owner(secret)
        .thenCompose(
            owner ->
                owner.isEmpty() || owner.get().equals(server.instanceId())
                    ? nobody("nobody has it: " + owner)
                    : take(owner.get(), secret, namespace))
        .thenApply(found -> found.filter(socket -> socket.namespace().equals(namespace)));
  }

  private CompletionStage<Optional<Socket>> take(String owner, String secret, String namespace) {
    byte[] request = new WireWriter(64).text(secret).text(namespace).toBytes();
    CompletableFuture<Optional<Socket>> taken = new CompletableFuture<>();
    relay
        .ask(owner, SUBJECT, request, PATIENCE)
        .whenComplete(
            (answer, failure) -> {
              if (failure == null) {
                taken.complete(answered(answer, owner));
              } else if (RemoteSockets.cause(failure) instanceof UnansweredException) {
                claim(secret, owner, server.timer().millis() + PATIENCE, taken);
              } else {
                taken.completeExceptionally(failure);
              }
            });
    return taken;
  }

  private Optional<Socket> answered(byte[] answer, String owner) {
    if (answer.length == 0) {
      LOG.log(Level.FINE, "A socket is not found: {0} does not have it any more", owner);
      return Optional.empty();
    }
    return Optional.of(socket(new WireReader(answer), owner));
  }

  private static CompletionStage<Optional<Socket>> nobody(String why) {
    LOG.log(Level.FINE, "A socket is not found: {0}", why);
    return CompletableFuture.completedFuture(Optional.empty());
  }

  /**
   * Takes what an instance left that is gone. That it is gone may not be certain at once: after
   * Redis was away, all need a moment to be heard of again.
   */
  private void claim(
      String secret, String owner, long limit, CompletableFuture<Optional<Socket>> taken) {
    store
        .claim(secret)
        .thenCombine(store.owner(secret), Found::new)
        .whenComplete(
            (found, failure) -> {
              if (failure != null) {
                taken.completeExceptionally(failure);
              } else if (found.estate().isPresent()) {
                taken.complete(found.estate().map(left -> socket(left, owner)));
              } else if (found.owner().isPresent() && server.timer().millis() < limit) {
                server.timer().schedule(AGAIN, () -> claim(secret, owner, limit, taken));
              } else {
                LOG.log(Level.FINE, "A socket is not found: {0} left nothing of it", owner);
                taken.complete(Optional.empty());
              }
            });
  }

  private record Found(Optional<Estate> estate, Optional<String> owner) {}

  private Socket socket(WireReader in, String origin) {
    HandshakeRequest request = HandshakeRequest.parse(in.texts());
    return new Socket(SocketState.read(in), origin, request, server);
  }

  private Socket socket(Estate estate, String origin) {
    Socket socket = left(estate, origin);
    socket.trail().inherit(estate.events());
    return socket;
  }

  private Socket left(Estate estate, String origin) {
    WireReader in = new WireReader(estate.state());
    // Its id, which stands there for the store.
    in.text();
    return socket(in, origin);
  }

  /** Gives a socket to the instance to which its client has come. */
  @Override
  public CompletionStage<byte[]> serve(
      String from, byte[] request, CompletionStage<Boolean> heard) {
    WireReader in = new WireReader(request);
    return server
        .recovery()
        .local(in.text(), in.text())
        .map(
            socket ->
                server.recovery().settled(socket).thenApply(settled -> give(settled, from, heard)))
        .orElse(CompletableFuture.completedFuture(NONE));
  }

  @Override
  public CompletionStage<byte[]> serve(String from, byte[] request) {
    return serve(from, request, CompletableFuture.completedFuture(true));
  }

  private byte[] give(Socket socket, String to, CompletionStage<Boolean> heard) {
    Onward way = new Onward(server.remote(), to);
    departed.add(socket, way);
    Optional<SocketState> state = socket.goOn(way);
    if (state.isEmpty()) {
      departed.remove(socket.id());
      return NONE;
    }
    server.recovery().leaving(socket);
    heard.whenComplete(
        (there, failure) -> {
          if (failure == null && there) {
            server.recovery().left(socket);
          } else {
            departed.remove(socket.id());
            socket.stays();
          }
          way.arrived();
        });
    WireWriter out = new WireWriter(512).texts(socket.handshake().request().texts());
    state.get().write(out);
    return out.toBytes();
  }

  private void inherited(Estate estate) {
    try {
      left(estate, null).ended();
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "What an instance left of a socket cannot be read", e);
    }
  }

  /** Tells the handler of the end of a socket that never had a connection here. */
  void tellDisconnect(Socket socket, DisconnectReason reason) {
    handlers
        .find(socket.namespace())
        .ifPresent(
            handler -> executor.execute(() -> Connection.disconnect(socket, reason, handler)));
  }
}
