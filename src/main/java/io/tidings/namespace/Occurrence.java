package io.tidings.namespace;

/**
 * What has happened to a socket or a room, as a CDI event: told to the observers of the instance
 * where it happened.
 *
 * <pre>{@code
 * void onJoin(@Observes RoomJoined joined) {
 *   log(joined.socketId() + " is in " + joined.room());
 * }
 * }</pre>
 *
 * <p>Observers are called one after the other, in the order in which things happened, on a thread
 * where they may block; nobody waits for them, and what they throw is logged. When more than
 * 100,000 occurrences wait for slow observers, further ones are dropped, and the log says so.
 *
 * <p>A socket whose client may come back has left its rooms and is lost, and then either recovered,
 * in its rooms again, or disconnected.
 *
 * <p>A socket whose connection moves to another instance has neither left its rooms nor
 * disconnected, and nothing of that kind is told.
 */
public sealed interface Occurrence {

  /** A client has been let into a namespace. */
  record SocketConnected(Socket socket) implements Occurrence {}

  /** The connection of a socket broke, and its client may come back to it. */
  record SocketLost(Socket socket, DisconnectReason reason) implements Occurrence {}

  /** The client of a socket that was lost has come back, perhaps to another instance. */
  record SocketRecovered(Socket socket) implements Occurrence {}

  /** A socket that had connected is gone. What it was in, it has left before. */
  record SocketDisconnected(Socket socket, DisconnectReason reason) implements Occurrence {}

  /** A room has its first member on this instance. */
  record RoomCreated(String namespace, String room) implements Occurrence {}

  /** A socket is in a room. */
  record RoomJoined(String namespace, String room, String socketId) implements Occurrence {}

  /** A socket is no longer in a room. */
  record RoomLeft(String namespace, String room, String socketId) implements Occurrence {}

  /** A room has no member on this instance any more. */
  record RoomDeleted(String namespace, String room) implements Occurrence {}
}
