package io.tidings.rooms;

import io.tidings.access.Limit;
import io.tidings.access.RefusalCounts;
import io.tidings.broadcast.Presence;
import io.tidings.handler.EnabledWhen;
import io.tidings.handler.Namespace;
import io.tidings.handler.NonBlocking;
import io.tidings.handler.OnEvent;
import io.tidings.namespace.EventRefusedException;
import io.tidings.namespace.Socket;
import io.tidings.namespace.SocketRights;
import io.tidings.namespace.SocketServer;
import io.tidings.packet.Arguments;
import io.tidings.packet.EventNames;
import io.tidings.packet.NameRules;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Lets clients join and leave rooms and publish to them. A call is answered {@code {"ok":true,…}},
 * a refused one {@code {"ok":false,"error":"…"}}.
 */
@Namespace("/")
@NonBlocking
@EnabledWhen(value = "tidings.rooms.enabled", byDefault = true)
public class RoomService {

  /** Longer names of rooms and events are refused. */
  private static final int MAX_NAME = 256;

  private static final String NO_NAME = "must be a string of 1 to " + MAX_NAME + " characters";

  private SocketServer server;
  private Presence presence;
  private RefusalCounts refusals;

  /** For CDI's proxies. */
  protected RoomService() {}

  @Inject
  RoomService(SocketServer server, Presence presence, RefusalCounts refusals) {
    this.refusals = refusals;
    this.server = server;
    this.presence = presence;
  }

  @OnEvent("join")
  CompletionStage<Map<String, Object>> join(Socket socket, Arguments arguments) {
    Optional<String> fault = roomFault(arguments);
    if (fault.isPresent()) {
      return failed("room " + fault.get());
    }
    String room = arguments.text(0);
    if (!SocketRights.of(socket).map(rights -> rights.mayJoin(room)).orElse(true)) {
      return notAllowed();
    }
    try {
      socket.join(room);
    } catch (EventRefusedException e) {
      return failed(e.getMessage());
    }
    return presence
        .members(socket.namespace(), room)
        .thenApply(members -> Map.of("ok", true, "room", room, "members", members));
  }

  @OnEvent("leave")
  CompletionStage<Map<String, Object>> leave(Socket socket, Arguments arguments) {
    Optional<String> fault = roomFault(arguments);
    if (fault.isPresent()) {
      return failed("room " + fault.get());
    }
    socket.leave(arguments.text(0));
    return CompletableFuture.completedFuture(Map.of("ok", true));
  }

  @OnEvent("publish")
  CompletionStage<Map<String, Object>> publish(Socket socket, Arguments arguments) {
    Optional<String> fault = roomFault(arguments);
    if (fault.isPresent()) {
      return failed("room " + fault.get());
    }
    if (!isName(arguments, 1)) {
      return failed("event " + NO_NAME);
    }
    String room = arguments.text(0);
    if (!SocketRights.of(socket).map(rights -> rights.mayPublish(room)).orElse(true)) {
      return notAllowed();
    }
    if (EventNames.isReserved(arguments.text(1))) {
      return failed("event must not be a reserved name");
    }
    return server
        .to(room)
        .emit(arguments.text(1), arguments.without(2))
        .handle(RoomService::published);
  }

  private static Map<String, Object> published(String id, Throwable failure) {
    return failure == null
        ? Map.of("ok", true, "id", id)
        : Map.of("ok", false, "error", "not published: the message queue does not answer");
  }

  @OnEvent("echo")
  Arguments echo(Socket socket, Arguments arguments) {
    socket.emit("echo", arguments);
    return arguments;
  }

  private CompletionStage<Map<String, Object>> notAllowed() {
    refusals.refused(Limit.RIGHTS);
    return failed("not allowed");
  }

  private static Optional<String> roomFault(Arguments arguments) {
    return isName(arguments, 0) ? NameRules.roomFault(arguments.text(0)) : Optional.of(NO_NAME);
  }

  private static boolean isName(Arguments arguments, int index) {
    return arguments.isText(index)
        && !arguments.text(index).isEmpty()
        && arguments.text(index).length() <= MAX_NAME;
  }

  private static CompletionStage<Map<String, Object>> failed(String error) {
    return CompletableFuture.completedFuture(Map.of("ok", false, "error", error));
  }
}
