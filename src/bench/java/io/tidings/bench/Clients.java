package io.tidings.bench;

import io.tidings.cluster.InProcessBus;
import io.tidings.engine.Session;
import io.tidings.engine.TestEngine;
import io.tidings.namespace.TestServer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/** An instance in this process with clients in its main namespace, whose packets go nowhere. */
final class Clients implements AutoCloseable {

  record Client(Session session, NullTransport transport) {

    /** Sends a Socket.IO packet. */
    void send(String packet) {
      session.receive(transport, "4" + packet);
    }
  }

  private final TestServer server = new TestServer("benchaaa", new InProcessBus(Clock.systemUTC()));
  private final LongAdder packets = new LongAdder();
  private final List<Client> clients = new ArrayList<>();

  Clients(int count) {
    server.handlers.put("/", new EchoHandler());
    for (int i = 0; i < count; i++) {
      NullTransport transport = new NullTransport(packets);
      Client client = new Client(TestEngine.open(server.engine, transport), transport);
      clients.add(client);
      long before = received();
      client.send("0");
      await(() -> received() > before);
    }
  }

  TestServer server() {
    return server;
  }

  Client get(int index) {
    return clients.get(index);
  }

  int count() {
    return clients.size();
  }

  /** Packets that all clients have been sent. */
  long received() {
    return packets.sum();
  }

  /** Without giving up the processor: what is waited for is what is measured. */
  static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    server.engine.close();
    server.close();
  }
}
