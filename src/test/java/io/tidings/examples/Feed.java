package io.tidings.examples;

import jakarta.websocket.ClientEndpoint;
import jakarta.websocket.ContainerProvider;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import java.io.IOException;
import java.net.URI;

@ClientEndpoint(subprotocols = "tidings.v1.json")
public class Feed {

  @OnOpen
  public void open(Session session) throws IOException {
    session
        .getBasicRemote()
        .sendText("{\"type\":\"event\",\"event\":\"join\",\"args\":[\"news\"],\"id\":1}");
  }

  @OnMessage
  public void frame(String frame) {
    System.out.println(frame);
  }

  public static void main(String[] args) throws Exception {
    String server = System.getenv("TIDINGS_URL").replaceFirst("^http", "ws");
    ContainerProvider.getWebSocketContainer()
        .connectToServer(Feed.class, URI.create(server + "/ws?namespace=/"));
    Thread.currentThread().join();
  }
}
