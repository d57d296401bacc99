package io.tidings.api;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.io.StringReader;
import java.util.Set;

/** What went wrong, as {@code application/problem+json} (RFC 9457). */
final class Problem {

  static final String MEDIA_TYPE = "application/problem+json";

  /** What the result of one among many says. */
  private static final Set<String> PARTS = Set.of("status", "detail", "field");

  private Problem() {}

  /**
   * @param detail for a person to read
   */
  static Response response(Response.StatusType status, String detail) {
    return response(status, detail, null);
  }

  /**
   * @param field what the request got wrong, such as {@code event} or {@code [2].rooms}; or null
   */
  static Response response(Response.StatusType status, String detail, String field) {
    return response(status.getStatusCode(), status.getReasonPhrase(), detail, field);
  }

  /** The request is well-formed, and yet cannot be carried out (422). */
  static Response unprocessable(String detail, String field) {
    return response(422, "Unprocessable Content", detail, field);
  }

  private static Response response(int status, String title, String detail, String field) {
    JsonObjectBuilder problem =
        Json.createObjectBuilder()
            .add("type", "about:blank")
            .add("title", title)
            .add("status", status)
            .add("detail", detail);
    if (field != null) {
      problem.add("field", field);
    }
    JsonObject body = problem.build();
    return Response.status(status).type(MEDIA_TYPE).entity(body.toString()).build();
  }

  /** The same as the result of one among many: {@code status}, {@code detail}, {@code field}. */
  static JsonObject result(Response problem) {
    JsonObjectBuilder result = Json.createObjectBuilder();
    try (JsonReader reader = Json.createReader(new StringReader((String) problem.getEntity()))) {
      reader
          .readObject()
          .forEach(
              (name, value) -> {
                if (PARTS.contains(name)) {
                  result.add(name, value);
                }
              });
    }
    return result.build();
  }

  static WebApplicationException badRequest(String field, String detail) {
    return new WebApplicationException(
        detail, response(Response.Status.BAD_REQUEST, field + " " + detail, field));
  }

  static WebApplicationException of(Response.Status status, String detail) {
    return new WebApplicationException(detail, response(status, detail));
  }
}
