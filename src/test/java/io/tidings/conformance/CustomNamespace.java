package io.tidings.conformance;

import io.tidings.handler.Namespace;
import io.tidings.handler.OnConnect;
import io.tidings.namespace.Socket;

/** What the official protocol suite expects of the namespace {@code /custom}. */
@Namespace("/custom")
public class CustomNamespace {

  @OnConnect
  void connect(Socket socket) {
    socket.emit("auth", MainNamespace.auth(socket));
  }
}
