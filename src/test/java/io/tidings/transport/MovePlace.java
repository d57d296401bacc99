package io.tidings.transport;

import io.tidings.cluster.InProcessBus;
import io.tidings.namespace.TestHandler;
import io.tidings.namespace.TestServer;
import java.util.ArrayList;
import java.util.List;

/** An instance to and from which sessions move. */
final class MovePlace implements AutoCloseable {

  final String id;
  final TestServer server;
  final TestHandler handler;
  final HookedMoves moves;
  final HookedRelay relay;
  final Moving moving;

  MovePlace(String id, InProcessBus bus) {
    this.id = id;
    server = new TestServer(id, bus);
    handler = server.serve("/");
    moves = new HookedMoves(server.moves);
    relay = new HookedRelay(server.relay);
    moving = new Moving(server.engine, moves, relay);
    server.relay.serve(Moving.SUBJECT, moving);
  }

  /** What is left of sessions and of their moves; empty when that is nothing. */
  List<String> leftovers(String... rooms) {
    List<String> left = new ArrayList<>(server.leftovers(rooms));
    if (server.engine.count() > 0) {
      left.add(server.engine.count() + " sessions");
    }
    if (moving.departures() > 0) {
      left.add(moving.departures() + " departures");
    }
    if (moving.arrivals() > 0) {
      left.add(moving.arrivals() + " arrivals");
    }
    return left;
  }

  long timesTold(String what) {
    return handler.told.stream().filter(what::equals).count();
  }

  long disconnects() {
    return handler.told.stream().filter(told -> told.startsWith("disconnect")).count();
  }

  @Override
  public void close() {
    server.close();
  }
}
