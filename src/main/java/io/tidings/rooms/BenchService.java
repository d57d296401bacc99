package io.tidings.rooms;

import io.tidings.handler.EnabledWhen;
import io.tidings.handler.Namespace;
import io.tidings.handler.NonBlocking;
import io.tidings.handler.OnEvent;
import io.tidings.namespace.SocketServer;
import io.tidings.packet.Arguments;
import jakarta.inject.Inject;

/** For measurements: sends the event {@code bench} on to every client of the namespace. */
@Namespace("/")
@NonBlocking
@EnabledWhen(value = "tidings.bench", byDefault = false)
public class BenchService {

  private SocketServer server;

  /** For CDI's proxies. */
  protected BenchService() {}

  @Inject
  BenchService(SocketServer server) {
    this.server = server;
  }

  @OnEvent("bench")
  void bench(Arguments arguments) {
    server.of("/").emit("bench", arguments);
  }
}
