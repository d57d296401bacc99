package io.tidings.cluster;

import jakarta.json.JsonObject;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.time.Instant;

/**
 * An instance as Redis keeps it: {@code {"id":…,"address":…,"since":<millis>,"connections":…,
 * "version":…}}.
 */
final class InstanceJson {

  private static final JsonProvider JSON = JsonProvider.provider();

  private InstanceJson() {}

  static String write(Instance instance) {
    return JSON.createObjectBuilder()
        .add("id", instance.id())
        .add("address", instance.address())
        .add("since", instance.since().toEpochMilli())
        .add("connections", instance.connections())
        .add("version", instance.version())
        .build()
        .toString();
  }

  static Instance read(String json) {
    JsonObject instance = JSON.createReader(new StringReader(json)).readObject();
    return new Instance(
        instance.getString("id"),
        instance.getString("address"),
        Instant.ofEpochMilli(instance.getJsonNumber("since").longValue()),
        instance.getInt("connections"),
        instance.getString("version"));
  }
}
