package io.tidings.testing;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

/**
 * Why a client may not join a namespace.
 *
 * @param message for its developers
 * @param data of {@code ConnectionRefusedException}; JSON's null when there is none
 */
public record Refusal(String message, JsonValue data) {

  static Refusal of(JsonObject packet) {
    return new Refusal(packet.getString("message"), packet.getOrDefault("data", JsonValue.NULL));
  }
}
