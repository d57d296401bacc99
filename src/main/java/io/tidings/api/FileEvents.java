package io.tidings.api;

import io.tidings.namespace.Sockets;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/** What a room hears of a file on its way. */
final class FileEvents {

  /** Milliseconds between two reports of progress at least. */
  static final long PAUSE = 250;

  private final Sockets room;
  private final LongSupplier millis;
  private final String id;
  private final String name;
  private final Long size;
  private long reported;

  /** A file that comes: of {@code size} bytes {@code received} are here; null when unknown. */
  public record Progress(String id, String name, long received, Long size) {}

  /** A file that will not come. */
  public record Failure(String id) {}

  /**
   * @param millis a clock that never goes back
   * @param size null, when it is not known
   */
  FileEvents(Sockets room, LongSupplier millis, String id, String name, Long size) {
    this.room = room;
    this.millis = millis;
    this.id = id;
    this.name = name;
    this.size = size;
  }

  void begins() {
    report(0);
  }

  void received(long bytes) {
    if (millis.getAsLong() - reported >= PAUSE) {
      report(bytes);
    }
  }

  /** To a client that is slow the next one says as much. */
  private void report(long bytes) {
    reported = millis.getAsLong();
    room.lossy().emit("file-progress", new Progress(id, name, bytes, size));
  }

  void failed() {
    room.emit("file-failed", new Failure(id));
  }

  CompletionStage<String> isThere(RoomFilesResource.SharedFile file) {
    return room.emit("file", file);
  }
}
