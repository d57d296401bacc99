package io.tidings.transport;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A polling request that will be answered once, from any thread. */
interface Exchange {

  /**
   * Reads the request's body. One that is longer than the limit is not read to its end.
   *
   * @param limit bytes
   */
  void read(int limit, BodyReader.Receiver receiver) throws IOException;

  void answer(int status, String type, byte[] body);

  default void answer(int status, String type, String body) {
    answer(status, type, body.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Whether its answer, given already or not, finds nobody, because the instance that it came
   * through is gone.
   */
  default CompletionStage<Boolean> isLost() {
    return CompletableFuture.completedFuture(false);
  }

  /**
   * Names who is told that the client has disconnected before it was sent the answer, or all of it:
   * as soon as that is noticed, and at most once. Where nothing is noticed, nobody is told. What
   * was sent in whole counts as received.
   *
   * @param task called from any thread, which it must not keep
   */
  default void whenDisconnected(Runnable task) {}

  /** Says which one it is, without keeping anything of it. */
  default Object id() {
    return this;
  }

  /**
   * What a balancer calls the client's request; empty when it has no name. The same when it asks a
   * second instance because the first one failed.
   */
  default String requestId() {
    return "";
  }

  /** Whether this is the same request of the client's, which has not seen that one's answer. */
  default boolean repeats(Exchange earlier) {
    return !requestId().isEmpty() && requestId().equals(earlier.requestId());
  }

  default void refuse(EngineError error) {
    answer(error.status(), "application/json", error.body());
  }
}
