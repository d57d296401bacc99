package io.tidings.namespace;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.bind.serializer.JsonbSerializer;
import jakarta.json.bind.serializer.SerializationContext;
import jakarta.json.stream.JsonGenerator;
import java.io.StringReader;
import java.util.Map;

/** Writes a handshake with the members that socket.io gives it. */
public final class HandshakeJson implements JsonbSerializer<Handshake> {

  /** For JSON-B. */
  public HandshakeJson() {}

  @Override
  public void serialize(Handshake handshake, JsonGenerator json, SerializationContext context) {
    json.writeStartObject();
    write(json, "headers", handshake.headers());
    json.write("time", handshake.time().toString());
    json.write("address", handshake.remoteAddress());
    json.write("xdomain", handshake.header("origin").isPresent());
    json.write("secure", handshake.secure());
    json.write("issued", handshake.issued());
    json.write("url", handshake.url());
    write(json, "query", handshake.query());
    json.write("auth", object(handshake.auth()));
    json.writeEnd();
  }

  private static void write(JsonGenerator json, String name, Map<String, String> values) {
    json.writeStartObject(name);
    values.forEach(json::write);
    json.writeEnd();
  }

  private static JsonObject object(String text) {
    try (JsonReader reader = Json.createReader(new StringReader(text))) {
      return reader.readObject();
    }
  }
}
