package io.tidings.cluster;

import io.tidings.broadcast.SocketRecord;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A socket as Redis keeps it: {@code {"id":…,"namespace":…,"address":…,"since":<millis>,
 * "rooms":[…]}}. Its instance is in the key.
 */
final class SocketJson {

  private static final JsonProvider JSON = JsonProvider.provider();

  private SocketJson() {}

  static String write(SocketRecord socket) {
    JsonArrayBuilder rooms = JSON.createArrayBuilder();
    socket.rooms().forEach(rooms::add);
    return JSON.createObjectBuilder()
        .add("id", socket.id())
        .add("namespace", socket.namespace())
        .add("address", socket.address())
        .add("since", socket.since().toEpochMilli())
        .add("rooms", rooms)
        .build()
        .toString();
  }

  static SocketRecord read(String instance, String json) {
    JsonObject socket = JSON.createReader(new StringReader(json)).readObject();
    Set<String> rooms = new HashSet<>();
    socket.getJsonArray("rooms").getValuesAs(JsonString::getString).forEach(rooms::add);
    return new SocketRecord(
        socket.getString("id"),
        socket.getString("namespace"),
        instance,
        socket.getString("address"),
        Instant.ofEpochMilli(socket.getJsonNumber("since").longValue()),
        rooms);
  }

  /** Texts that the JSON of each socket contains that is in a namespace and, if given, a room. */
  static Object[] traits(String namespace, Optional<String> room) {
    String member = "\"namespace\":" + quoted(namespace);
    return room.map(name -> new Object[] {member, quoted(name)}).orElse(new Object[] {member});
  }

  private static String quoted(String text) {
    String array = JSON.createArrayBuilder().add(text).build().toString();
    return array.substring(1, array.length() - 1);
  }
}
