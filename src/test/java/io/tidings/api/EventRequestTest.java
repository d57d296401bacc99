package io.tidings.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.io.StringReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A request that is refused is told which field is at fault. */
class EventRequestTest {

  private static JsonValue json(String text) {
    return Json.createReader(new StringReader(text)).readValue();
  }

  private static EventRequest read(String text) {
    return EventRequest.from(json(text));
  }

  private static JsonObject refusal(String text) {
    WebApplicationException refused =
        catchThrowableOfType(WebApplicationException.class, () -> EventRequest.from(json(text)));
    assertThat(refused).as("refusal of " + text).isNotNull();
    Response response = refused.getResponse();
    assertThat(response.getStatus()).isEqualTo(400);
    return json((String) response.getEntity()).asJsonObject();
  }

  @Test
  void onlyTheEventsNameIsNeeded() {
    EventRequest request = read("{\"event\":\"e\"}");
    assertThat(request.namespace()).isEqualTo("/");
    assertThat(request.rooms()).isEmpty();
    assertThat(request.except()).isEmpty();
    assertThat(request.event()).isEqualTo("e");
    assertThat(request.arguments().size()).isZero();
  }

  @Test
  void everyFieldIsRead() {
    EventRequest request =
        read(
            """
            {"namespace":"/n","rooms":["b","a","b"],"except":["c"],"event":"e",
             "args":[1,"ü",{"x":[null,true]}]}\
            """);
    assertThat(request.namespace()).isEqualTo("/n");
    assertThat(request.rooms()).containsExactly("b", "a");
    assertThat(request.except()).containsExactly("c");
    assertThat(request.arguments().json()).isEqualTo("[1,\"ü\",{\"x\":[null,true]}]");
  }

  @Test
  void halfPairsInArgumentsStayWhatTheyAre() {
    EventRequest request =
        read("{\"event\":\"\\ud800e\",\"args\":[\"x\\ud800y\",\"\\ud83d\\udc4b\"]}");
    assertThat(request.event()).isEqualTo("\ud800e");
    assertThat(request.arguments().json()).isEqualTo("[\"x\\ud800y\",\"👋\"]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{} | event | must be a string that is not empty",
        "{\"event\":\"\"} | event | must be a string that is not empty",
        "{\"event\":7} | event | must be a string that is not empty",
        "{\"event\":null} | event | must be a string that is not empty",
        "{\"event\":\"disconnect\"} | event | must not be a reserved name",
        "{\"event\":\"e\",\"args\":{}} | args | must be an array",
        "{\"event\":\"e\",\"args\":null} | args | must be an array",
        "{\"event\":\"e\",\"rooms\":\"r\"} | rooms | must be an array of strings",
        "{\"event\":\"e\",\"rooms\":null} | rooms | must be an array of strings",
        "{\"event\":\"e\",\"rooms\":[1]} | rooms | must be an array of strings, none of them empty",
        "{\"event\":\"e\",\"except\":[\"\"]} | except | must be an array of strings, none of them empty",
        "{\"event\":\"e\",\"namespace\":\"n\"} | namespace | must be a string that begins with a slash",
        "{\"event\":\"e\",\"namespace\":null} | namespace | must be a string that begins with a slash",
        "{\"event\":\"e\",\"rooms\":[\"x\\ud800y\"]} | rooms"
            + " | must not have half of a surrogate pair in it",
        "{\"event\":\"e\",\"except\":[\"\\udc00\"]} | except"
            + " | must not have half of a surrogate pair in it",
        "{\"event\":\"e\",\"rooms\":[\"a\\\\b\"]} | rooms"
            + " | must have neither a backslash nor NUL in it",
        "{\"event\":\"e\",\"rooms\":[\"a\\u0000\"]} | rooms"
            + " | must have neither a backslash nor NUL in it",
        "{\"event\":\"e\",\"namespace\":\"/\\ud800\"} | namespace"
            + " | must not have half of a surrogate pair in it",
        "{\"event\":\"e\",\"room\":\"r\"} | room | is not a field of an event",
        "7 | body | must be an object"
      })
  void aFaultNamesItsField(String text, String field, String detail) {
    JsonObject problem = refusal(text);
    assertThat(problem.getString("field")).isEqualTo(field);
    assertThat(problem.getString("detail")).isEqualTo(field + " " + detail);
  }
}
