package io.tidings.api;

import io.tidings.broadcast.AnswerNotKeptException;
import io.tidings.broadcast.IdempotencyStore;
import io.tidings.broadcast.IdempotencyStore.Attempt;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Carries out requests with an {@code Idempotency-Key} once: one that is sent again, to whichever
 * instance, is answered what the first was.
 */
@ApplicationScoped
class Repeatable {

  static final String HEADER = "Idempotency-Key";

  /** Says of an answer that it is one of before. */
  static final String REPLAYED = "Idempotent-Replayed";

  private final IdempotencyStore store;

  /** For CDI's proxies. */
  protected Repeatable() {
    this(null);
  }

  @Inject
  Repeatable(IdempotencyStore store) {
    this.store = store;
  }

  /**
   * Carries out a request unless that was done.
   *
   * @param owner whose key it is: the same key of another one is another key
   * @param key as the client sent it; null when it sent none
   * @param request all that tells it from others
   * @param work which answers with text, or with JSON
   */
  CompletionStage<Response> once(
      String owner, String key, String request, Supplier<CompletionStage<Response>> work) {
    if (key == null) {
      return work.get();
    }
    if (key.isBlank() || key.length() > IdempotencyStore.MAX_KEY) {
      throw Problem.badRequest(
          HEADER, "must have 1 to " + IdempotencyStore.MAX_KEY + " characters");
    }
    String fingerprint = fingerprint(request);
    return store
        .begin("POST /api/events\n" + owner.length() + ":" + owner + "\n" + key)
        .handle(
            (attempt, failure) ->
                failure == null
                    ? answer(attempt, fingerprint, work)
                    : CompletableFuture.completedStage(unanswered(failure)))
        .thenCompose(answer -> answer);
  }

  private static CompletionStage<Response> answer(
      Attempt attempt, String fingerprint, Supplier<CompletionStage<Response>> work) {
    if (attempt.isRepetition()) {
      return CompletableFuture.completedStage(replayed(attempt.answer().get(), fingerprint));
    }
    CompletionStage<Response> answer;
    try {
      answer = work.get();
    } catch (RuntimeException | Error e) {
      attempt.failed();
      throw e;
    }
    return answer.whenComplete(
        (response, failure) -> {
          if (failure == null && isDone(response.getStatus())) {
            attempt.answered(written(response, fingerprint));
          } else {
            attempt.failed();
          }
        });
  }

  /** With 504 the events are kept, and published when there is a message queue. */
  private static boolean isDone(int status) {
    return status < 400 || status == Status.GATEWAY_TIMEOUT.getStatusCode();
  }

  private static Response unanswered(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof AnswerNotKeptException
        ? Problem.response(Status.CONFLICT, cause.getMessage())
        : unknown();
  }

  private static Response unknown() {
    return Problem.response(
        Status.GATEWAY_TIMEOUT,
        "it is not known whether this was done before, or it is still being done; ask again");
  }

  private static byte[] written(Response response, String fingerprint) {
    MediaType type = response.getMediaType();
    return Json.createObjectBuilder()
        .add("request", fingerprint)
        .add("status", response.getStatus())
        .add("type", type == null ? MediaType.APPLICATION_JSON : type.toString())
        .add("body", String.valueOf(response.getEntity()))
        .build()
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }

  private static Response replayed(byte[] answer, String fingerprint) {
    JsonObject first;
    try (JsonReader reader = Json.createReader(new ByteArrayInputStream(answer))) {
      first = reader.readObject();
    }
    if (!first.getString("request").equals(fingerprint)) {
      return Problem.unprocessable(HEADER + " was that of another request", HEADER);
    }
    return Response.status(first.getInt("status"))
        .type(first.getString("type"))
        .entity(first.getString("body"))
        .header(REPLAYED, true)
        .build();
  }

  private static String fingerprint(String request) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(request.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
