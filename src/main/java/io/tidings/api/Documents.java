package io.tidings.api;

import jakarta.json.JsonValue;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The forms of what is sent and answered, where no record of a resource is it: for OpenAPI. */
final class Documents {

  private Documents() {}

  @Schema(name = "Event", description = "an event to be published", requiredProperties = "event")
  record Event(
      @Schema(defaultValue = "/") String namespace,
      @Schema(description = "who is in any of these; none: everyone") List<String> rooms,
      @Schema(description = "but not who is in any of these") List<String> except,
      String event,
      @Schema(type = SchemaType.ARRAY, description = "any JSON values") List<JsonValue> args) {}

  @Schema(name = "Accepted", description = "one of the two")
  record Accepted(
      @Schema(description = "ids rise in the order of delivery") String id,
      @Schema(description = "of an array") List<BatchResult> results) {}

  @Schema(name = "BatchResults", description = "in the order of the array")
  record BatchResults(List<BatchResult> results) {}

  @Schema(name = "BatchResult", description = "an id, or what was wrong")
  record BatchResult(String id, Integer status, String field, String detail) {}

  @Schema(name = "Acks")
  record Acks(
      List<Ack> received,
      @Schema(description = "ids of the sockets that have not answered") List<String> unanswered) {}

  @Schema(name = "Ack")
  record Ack(String socket, @Schema(type = SchemaType.ARRAY) List<JsonValue> args) {}

  @Schema(
      name = "EventPage",
      requiredProperties = {"events", "complete", "more", "next"})
  record EventPage(
      List<PastEvent> events,
      @Schema(description = "false when something behind `since` may be missing") boolean complete,
      @Schema(description = "whether there may be more behind `next`") boolean more,
      @Schema(description = "the `since` of the next page") String next) {}

  @Schema(name = "PastEvent")
  record PastEvent(
      String id,
      @Schema(format = "date-time") String time,
      String event,
      List<String> rooms,
      @Schema(
              type = SchemaType.ARRAY,
              description = "JSON values; what was binary is {\"_binary\": base64}")
          List<JsonValue> args) {}

  @Schema(name = "Problem", description = "RFC 9457")
  record ProblemDocument(
      String type,
      String title,
      int status,
      String detail,
      @Schema(description = "the field, parameter or header at fault") String field) {}
}
