package io.tidings.transport;

import io.tidings.engine.CloseReason;
import io.tidings.engine.Engine;
import io.tidings.engine.Session;
import io.tidings.engine.SessionMoves;
import io.tidings.packet.EncodedPacket;
import io.tidings.relay.Relay;
import io.tidings.relay.Service;
import io.tidings.relay.WireReader;
import io.tidings.relay.WireWriter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The sessions that are on their way from or to this instance. What the two instances of a move ask
 * each other goes through here.
 */
final class Moving implements Service {

  static final String SUBJECT = "moves";

  private static final CompletionStage<byte[]> YES = answer(true);
  private static final CompletionStage<byte[]> NO = answer(false);

  /** Milliseconds for an answer to travel, beyond what a client may take to accept a write. */
  private static final long TRAVEL = 5_000;

  private final Engine engine;
  private final SessionMoves moves;
  private final Relay relay;
  private final Map<String, Departure> departures = new ConcurrentHashMap<>();
  private final Map<String, Arrival> arrivals = new ConcurrentHashMap<>();

  /**
   * An answer.
   *
   * @param payload what follows, if anything
   */
  record Answer(boolean yes, WireReader payload) {}

  Moving(Engine engine, SessionMoves moves, Relay relay) {
    this.engine = engine;
    this.moves = moves;
    this.relay = relay;
  }

  Engine engine() {
    return engine;
  }

  SessionMoves moves() {
    return moves;
  }

  /** False when there is another connection for that session. */
  boolean began(String sid, Arrival arrival) {
    return arrivals.putIfAbsent(sid, arrival) == null;
  }

  void ended(String sid, Arrival arrival) {
    arrivals.remove(sid, arrival);
  }

  void ended(String sid, Departure departure) {
    departures.remove(sid, departure);
  }

  /** How many sessions are about to leave. */
  int departures() {
    return departures.size();
  }

  /** How many connections wait for their sessions. */
  int arrivals() {
    return arrivals.size();
  }

  CompletionStage<Answer> ask(String instance, WireWriter request) {
    long patience = engine.config().pingInterval() + engine.config().pingTimeout() + TRAVEL;
    return ask(instance, request, patience);
  }

  CompletionStage<Answer> ask(String instance, WireWriter request, long patience) {
    return relay
        .ask(instance, SUBJECT, request.toBytes(), patience)
        .thenApply(
            bytes -> {
              WireReader in = new WireReader(bytes);
              return new Answer(in.octet() == 1, in);
            });
  }

  @Override
  public CompletionStage<byte[]> serve(String from, byte[] bytes) {
    MoveRequest request = MoveRequest.read(bytes);
    return switch (request.kind()) {
      case PROBE -> probe(from, request.sid());
      case UPGRADE, RECEIVED, CLOSED -> serveOrigin(from, request);
      default -> serveDestination(request);
    };
  }

  private CompletionStage<byte[]> probe(String from, String sid) {
    Optional<Session> session = engine.find(sid);
    if (session.isEmpty()) {
      return NO;
    }
    Departure departure = new Departure(session.get(), this, from);
    if (departures.putIfAbsent(sid, departure) != null) {
      return NO;
    }
    return departure
        .probe()
        .thenCompose(
            welcome -> {
              if (!welcome) {
                departures.remove(sid, departure);
              }
              return welcome ? YES : NO;
            });
  }

  private CompletionStage<byte[]> serveOrigin(String from, MoveRequest request) {
    Departure departure = departures.get(request.sid());
    if (departure == null || !departure.destination().equals(from)) {
      return NO;
    }
    return switch (request.kind()) {
      case UPGRADE -> departure.upgrade().thenCompose(moved -> moved ? YES : NO);
      case RECEIVED -> {
        departure.receive(request.payload().number(), Frame.read(request.payload()));
        yield YES;
      }
      default -> {
        departure.lost(CloseReason.valueOf(request.payload().text()));
        yield YES;
      }
    };
  }

  private CompletionStage<byte[]> serveDestination(MoveRequest request) {
    Arrival arrival = arrivals.get(request.sid());
    WireReader in = request.payload();
    if (arrival == null) {
      return serveArrived(request);
    }
    return switch (request.kind()) {
      case WRITE -> arrival.write(MoveCodec.readPackets(in)).thenCompose(done -> done ? YES : NO);
      case READY ->
          arrival
              .expect()
              .thenApply(place -> new WireWriter(64).octet(1).text(place))
              .thenApply(ready -> ready.number(arrival.carried()).toBytes())
              .exceptionallyCompose(failure -> NO);
      case STATE ->
          arrival
              .arrive(MoveCodec.readState(request.sid(), in), in.bytes())
              .thenCompose(there -> there ? YES : NO);
      case FORWARD -> {
        MoveCodec.readPackets(in).forEach(arrival::forward);
        yield YES;
      }
      default -> {
        arrival.close(CloseReason.valueOf(in.text()));
        yield YES;
      }
    };
  }

  /** Of a session that has arrived, or whose connection is gone. */
  private CompletionStage<byte[]> serveArrived(MoveRequest request) {
    Optional<Session> session = engine.find(request.sid());
    if (session.isEmpty()) {
      return NO;
    }
    switch (request.kind()) {
      case FORWARD -> {
        for (EncodedPacket packet : MoveCodec.readPackets(request.payload())) {
          session.get().send(packet);
        }
      }
      case CLOSE -> session.get().close(CloseReason.valueOf(request.payload().text()));
      default -> {
        return NO;
      }
    }
    return YES;
  }

  private static CompletionStage<byte[]> answer(boolean yes) {
    return CompletableFuture.completedFuture(new byte[] {(byte) (yes ? 1 : 0)});
  }
}
