package io.tidings.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidings.cluster.InProcessBus;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepeatableTest {

  private final Repeatable repeatable =
      new Repeatable(new InProcessBus(Clock.systemUTC()).idempotency());
  private int done;

  private Response once(String key, String request, int status) {
    return repeatable
        .once("ada", key, request, () -> work(status))
        .toCompletableFuture()
        .orTimeout(10, java.util.concurrent.TimeUnit.SECONDS)
        .join();
  }

  private CompletionStage<Response> work(int status) {
    done++;
    Response answer = Response.status(status).entity("answer " + done).build();
    return CompletableFuture.completedStage(answer);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 202, 207, 504})
  void whatWasDoneIsNotDoneAgain(int status) {
    once("key", "request", status);
    Response again = once("key", "request", 200);
    assertThat(done).isEqualTo(1);
    assertThat(again.getStatus()).isEqualTo(status);
    assertThat(again.getEntity()).isEqualTo("answer 1");
    assertThat(again.getHeaderString(Repeatable.REPLAYED)).isEqualTo("true");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 503})
  void whatWasNotDoneIsDoneNext(int status) {
    once("key", "request", status);
    Response again = once("key", "request", 202);
    assertThat(done).isEqualTo(2);
    assertThat(again.getStatus()).isEqualTo(202);
    assertThat(again.getHeaders()).doesNotContainKey(Repeatable.REPLAYED);
  }

  @Test
  void withoutAKeyEachIsDone() {
    once(null, "request", 202);
    once(null, "request", 202);
    assertThat(done).isEqualTo(2);
  }

  @Test
  void aKeyIsThatOfOneRequest() {
    once("key", "request", 202);
    Response other = once("key", "another", 202);
    assertThat(done).isEqualTo(1);
    assertThat(other.getStatus()).isEqualTo(422);
    assertThat((String) other.getEntity()).contains("\"field\":\"Idempotency-Key\"");
  }

  @Test
  void aKeyIsThatOfOneClient() {
    once("key", "request", 202);
    repeatable.once("bob", "key", "another", () -> work(202)).toCompletableFuture().join();
    assertThat(done).isEqualTo(2);
    assertThat(once("key", "request", 202).getEntity()).isEqualTo("answer 1");
  }

  @ParameterizedTest
  @CsvSource({"' '", "''"})
  void aKeyHasCharacters(String key) {
    assertThatThrownBy(() -> once(key, "request", 202))
        .isInstanceOfSatisfying(
            WebApplicationException.class,
            refused -> assertThat(refused.getResponse().getStatus()).isEqualTo(400));
    assertThatThrownBy(() -> once("k".repeat(256), "request", 202))
        .isInstanceOf(WebApplicationException.class);
    assertThat(done).isZero();
  }

  @Test
  void whereNobodyKnowsNothingIsDone() {
    Repeatable unknowing =
        new Repeatable(
            (key, atWork) -> CompletableFuture.failedStage(new TimeoutException("Redis")));
    Response answer =
        unknowing.once("ada", "key", "request", () -> work(202)).toCompletableFuture().join();
    assertThat(answer.getStatus()).isEqualTo(504);
    assertThat(done).isZero();
  }
}
