package org.example.quotes;

import io.tidings.handler.Namespace;
import io.tidings.handler.OnConnect;
import io.tidings.handler.OnEvent;
import io.tidings.namespace.Socket;

/** The one class of an application that has no other server code. */
@Namespace("/quotes")
public class Quotes {

  /** A price that a client tells. */
  public record Price(String of, long cents) {}

  @OnConnect
  void connect(Socket socket) {
    socket.emit("welcome", socket.namespace());
  }

  @OnEvent("follow")
  int follow(Socket socket, String of) {
    socket.join(of);
    return socket.rooms().size();
  }

  @OnEvent("price")
  Price price(Socket socket, Price price) {
    socket.to(price.of()).emit("price", price);
    return price;
  }
}
