package io.tidings.conformance;

import io.tidings.handler.Namespace;
import io.tidings.handler.OnConnect;
import io.tidings.handler.OnEvent;
import io.tidings.namespace.Socket;
import io.tidings.packet.Arguments;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.Map;

/**
 * What the official protocol suite expects of the main namespace, and what our own asks besides.
 */
@Namespace("/")
public class MainNamespace {

  @OnConnect
  void connect(Socket socket) {
    socket.emit("auth", auth(socket));
  }

  static JsonObject auth(Socket socket) {
    return json(socket.handshake().auth()).asJsonObject();
  }

  private static JsonValue json(String text) {
    return Json.createReader(new StringReader(text)).readValue();
  }

  @OnEvent("message")
  void message(Socket socket, Arguments arguments) {
    socket.emit("message-back", arguments);
  }

  @OnEvent("message-with-ack")
  Arguments messageWithAck(Arguments arguments) {
    return arguments;
  }

  /** Asks the client back and tells it what it answered, or that it did not. */
  @OnEvent("ask")
  void ask(Socket socket, String event, long timeout) {
    socket
        .emitWithAck(timeout, event)
        .whenComplete(
            (answer, failure) ->
                socket.emit(
                    "asked",
                    failure == null
                        ? Map.of("answer", first(answer))
                        : Map.of("error", "timeout")));
  }

  private static Object first(Arguments answer) {
    if (answer.size() == 0) {
      return "";
    }
    return answer.attachments().isEmpty() ? json(answer.json(0)) : answer.attachments().get(0);
  }

  @OnEvent("leave-me")
  void leave(Socket socket) {
    socket.disconnect(false);
  }

  @OnEvent("close-me")
  void close(Socket socket) {
    socket.disconnect(true);
  }
}
