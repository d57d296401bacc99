package io.tidings.endtoend;

import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import org.json.JSONArray;
import org.json.JSONObject;

/**
 * A client of Socket.IO in Java that joins a room and prints what it hears, a line of JSON each;
 * what {@code listen.py} is in Python. A program.
 */
public final class SocketIoListener {

  private SocketIoListener() {}

  /**
   * @param args the server's address, a transport, and the room
   */
  public static void main(String[] args) {
    IO.Options options = new IO.Options();
    options.transports = new String[] {args[1]};
    options.reconnectionDelay = 100;
    options.reconnectionDelayMax = 500;
    Socket socket = IO.socket(URI.create(args[0]), options);
    Ack joined = answer -> say(Map.of("joined", socket.id()));
    socket.on(Socket.EVENT_CONNECT, none -> socket.emit("join", new Object[] {args[2]}, joined));
    for (String event : new String[] {"one", "two"}) {
      socket.on(
          event, heard -> say(Map.of("event", event, "args", new JSONArray(Arrays.asList(heard)))));
    }
    socket.connect();
  }

  private static void say(Map<String, Object> line) {
    System.out.println(new JSONObject(line));
  }
}
