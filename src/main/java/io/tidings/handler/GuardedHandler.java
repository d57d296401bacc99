package io.tidings.handler;

import io.tidings.access.Gate;
import io.tidings.access.RefusedException;
import io.tidings.access.Rights;
import io.tidings.namespace.Ack;
import io.tidings.namespace.ConnectionRefusedException;
import io.tidings.namespace.DisconnectReason;
import io.tidings.namespace.EventHandler;
import io.tidings.namespace.Once;
import io.tidings.namespace.Socket;
import io.tidings.namespace.SocketRights;
import io.tidings.packet.Arguments;
import jakarta.json.Json;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.StringReader;
import java.util.Map;
import java.util.Optional;

/**
 * The handlers of a namespace behind a check of tokens: that of {@code auth} when a client
 * connects, and those that it sends later in an event {@code authenticate}.
 */
record GuardedHandler(EventHandler handler, Gate gate) implements EventHandler {

  private static final String AUTHENTICATE = "authenticate";

  @Override
  public boolean blocksOnConnect() {
    // A signature takes long enough to keep a thread from the connections that it serves.
    return gate.checksTokens() || handler.blocksOnConnect();
  }

  @Override
  public boolean blocksOn(String event) {
    return event.equals(AUTHENTICATE) || handler.blocksOn(event);
  }

  @Override
  public void connect(Socket socket) {
    Optional<String> token = token(socket.handshake().auth());
    try {
      Rights rights = gate.admit(token);
      if (!rights.mayConnect(socket.namespace())) {
        gate.notAllowed();
        throw new ConnectionRefusedException("not allowed", Map.of("code", 403));
      }
      if (token.isPresent()) {
        SocketRights.grant(socket, rights);
      }
    } catch (RefusedException e) {
      throw new ConnectionRefusedException(e.getMessage(), Map.of("code", 401));
    }
    handler.connect(socket);
  }

  /** What an application means by a token that is no string is its own affair. */
  private static Optional<String> token(String auth) {
    try (JsonReader reader = Json.createReader(new StringReader(auth))) {
      return reader.readObject().get("token") instanceof JsonString token
          ? Optional.of(token.getString())
          : Optional.empty();
    } catch (RuntimeException e) {
      throw new ConnectionRefusedException("auth does not fit");
    }
  }

  @Override
  public void event(Socket socket, String event, Arguments arguments, Ack ack) {
    if (event.equals(AUTHENTICATE)) {
      ack.send(authenticate(socket, arguments));
    } else {
      handler.event(socket, event, arguments, ack);
    }
  }

  /** A token is looked at each time that it is sent. */
  @Override
  public void event(Socket socket, String event, Arguments arguments, Ack ack, Once once) {
    if (event.equals(AUTHENTICATE)) {
      event(socket, event, arguments, ack);
    } else {
      handler.event(socket, event, arguments, ack, once);
    }
  }

  private Map<String, Object> authenticate(Socket socket, Arguments arguments) {
    if (!arguments.isText(0)) {
      return refusal("the token must be a string");
    }
    try {
      Rights fresh = gate.admit(Optional.of(arguments.text(0)));
      // The application may have noted whose socket this is, and nobody would tell it.
      Optional<Rights> before = SocketRights.of(socket);
      if (before.isPresent() && !before.get().subject().equals(fresh.subject())) {
        return notAllowed("the token is somebody else's");
      }
      if (!fresh.mayConnect(socket.namespace())) {
        return notAllowed("not allowed");
      }
      SocketRights.grant(socket, fresh);
      return Map.of("ok", true, "expires", fresh.expires());
    } catch (RefusedException e) {
      return refusal(e.getMessage());
    }
  }

  private Map<String, Object> notAllowed(String why) {
    gate.notAllowed();
    return refusal(why);
  }

  private static Map<String, Object> refusal(String why) {
    return Map.of("ok", false, "error", why);
  }

  @Override
  public boolean serverEvent(String namespace, String event, Arguments arguments, Ack ack) {
    return handler.serverEvent(namespace, event, arguments, ack);
  }

  @Override
  public void disconnect(Socket socket, DisconnectReason reason) {
    handler.disconnect(socket, reason);
  }
}
