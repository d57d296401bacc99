package io.tidings.files;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** A {@link FileEntry} as it lies beside the bytes. */
final class EntryJson {

  private EntryJson() {}

  static String write(FileEntry entry) {
    return Json.createObjectBuilder()
        .add("id", entry.id())
        .add("name", entry.name())
        .add("type", entry.type())
        .add("size", entry.size())
        .add("sha256", entry.sha256())
        .add("namespace", entry.namespace())
        .add("room", entry.room())
        .add("created", entry.created().toString())
        .add("expires", entry.expires().toString())
        .build()
        .toString();
  }

  /** Empty for what is no entry. */
  static Optional<FileEntry> read(String text) {
    try (JsonReader reader = Json.createReader(new StringReader(text))) {
      return Optional.of(entry(reader.readObject()));
    } catch (JsonException | NullPointerException | ClassCastException | DateTimeException e) {
      return Optional.empty();
    }
  }

  private static FileEntry entry(JsonObject json) {
    return new FileEntry(
        json.getString("id"),
        json.getString("name"),
        json.getString("type"),
        json.getJsonNumber("size").longValue(),
        json.getString("sha256"),
        json.getString("namespace"),
        json.getString("room"),
        Instant.parse(json.getString("created")),
        Instant.parse(json.getString("expires")));
  }
}
