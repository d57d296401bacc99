package chat;

import io.tidings.handler.Namespace;
import io.tidings.handler.OnConnect;
import io.tidings.handler.OnDisconnect;
import io.tidings.handler.OnEvent;
import io.tidings.namespace.ConnectionRefusedException;
import io.tidings.namespace.DisconnectReason;
import io.tidings.namespace.Handshake;
import io.tidings.namespace.Socket;
import java.util.Map;

@Namespace("/chat")
public class Chat {

  public record Login(String name) {}

  @OnConnect
  void connect(Socket socket, Handshake handshake) {
    Login login = handshake.auth(Login.class);
    if (login.name() == null) {
      throw new ConnectionRefusedException("no name", Map.of("code", 401));
    }
    socket.data().put("name", login.name());
  }

  private static String nameOf(Socket socket) {
    return socket.data().get("name", String.class).orElseThrow();
  }

  @OnEvent("enter")
  int enter(Socket socket, String room) {
    socket.join(room);
    return socket.rooms().size();
  }

  @OnEvent("say")
  void say(Socket socket, String room, String text) {
    socket.to(room).emit("said", nameOf(socket), text);
  }

  @OnDisconnect
  void disconnect(Socket socket, DisconnectReason reason) {
    socket.broadcast().emit("left", nameOf(socket), reason.text());
  }
}
