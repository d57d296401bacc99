package org.example.wrong;

import io.tidings.handler.EventName;
import io.tidings.handler.Namespace;
import io.tidings.handler.NamespaceParam;
import io.tidings.handler.OnConnect;
import io.tidings.handler.OnDisconnect;
import io.tidings.handler.OnError;
import io.tidings.handler.OnEvent;
import io.tidings.handler.OnServerEvent;
import io.tidings.namespace.Ack;
import io.tidings.namespace.DisconnectReason;
import io.tidings.namespace.Socket;

/** Handlers that nobody could call as they are written. */
public final class Wrong {

  private Wrong() {}

  @Namespace("/a")
  public static class ConnectTakesAnAck {
    @OnConnect
    public void connect(Socket socket, Ack ack) {}
  }

  @Namespace("/b")
  public static class DisconnectReturns {
    @OnDisconnect
    public String disconnect(DisconnectReason reason) {
      return reason.text();
    }
  }

  @Namespace("/c")
  public static class EventIsPrivate {
    @OnEvent("say")
    private void say(String text) {}
  }

  @Namespace("/d")
  public static class EventNameIsANumber {
    @OnEvent("*")
    public void any(@EventName int name) {}
  }

  @Namespace("/e-{id}")
  public static class NoSuchVariable {
    @OnEvent("say")
    public void say(@NamespaceParam("name") String name) {}
  }

  @Namespace("/f")
  public static class ErrorTakesNone {
    @OnError
    public void failed(Socket socket) {}
  }

  @Namespace("/g")
  public static class ServerEventTakesASocket {
    @OnServerEvent("price")
    public void price(Socket socket) {}
  }

  @Namespace("no slash")
  public static class NamespaceWithoutSlash {
    @OnEvent("say")
    public void say(String text) {}
  }
}
