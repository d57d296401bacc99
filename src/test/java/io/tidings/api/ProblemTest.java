package io.tidings.api;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.io.StringReader;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class ProblemTest {

  private static JsonObject body(Response response) {
    return Json.createReader(new StringReader((String) response.getEntity())).readObject();
  }

  @Test
  void saysWhatWentWrong() {
    Response response = Problem.response(Response.Status.NOT_FOUND, "no \"such\" room");
    assertThat(response.getStatus()).isEqualTo(404);
    assertThat(response.getMediaType()).hasToString("application/problem+json");
    assertThat(body(response))
        .isEqualTo(
            Json.createObjectBuilder()
                .add("type", "about:blank")
                .add("title", "Not Found")
                .add("status", 404)
                .add("detail", "no \"such\" room")
                .build());
  }

  @Test
  void aBadRequestNamesTheField() {
    JsonObject problem = body(Problem.badRequest("[2].rooms", "is wrong").getResponse());
    assertThat(problem.getInt("status")).isEqualTo(400);
    assertThat(problem.getString("field")).isEqualTo("[2].rooms");
    assertThat(problem.getString("detail")).isEqualTo("[2].rooms is wrong");
  }

  @Test
  void aMessageQueueThatIsSilentIsNoFaultOfTheServer() {
    Response response =
        new ProblemMapper()
            .toResponse(new CompletionException(new TimeoutException("Redis does not answer")));
    assertThat(response.getStatus()).isEqualTo(504);
    assertThat(body(response).getString("detail")).contains("message queue");
  }

  @Test
  void nothingOfTheInsideIsGivenAway() {
    Response response = new ProblemMapper().toResponse(new IllegalStateException("secret"));
    assertThat(response.getStatus()).isEqualTo(500);
    assertThat(body(response).toString()).doesNotContain("secret");
  }

  /** A frozen instance must not make its sockets unknown. */
  @Test
  void aSocketWhoseInstanceDoesNotAnswerIsNotUnknown() {
    RuntimeException problem = SocketsResource.problem(new TimeoutException("silence"));

    assertThat(((WebApplicationException) problem).getResponse().getStatus()).isEqualTo(504);
  }
}
