package io.tidings.relay;

import java.util.concurrent.CompletionStage;

/** Answers requests of other instances. */
@FunctionalInterface
public interface Service {

  /**
   * Takes a request. Must not block; the answer may come at any time, from any thread.
   *
   * @param from the id of the instance that asks
   * @return a failure tells that instance no more than that there is no answer
   */
  CompletionStage<byte[]> serve(String from, byte[] request);

  /**
   * The same, for what must not get lost with the instance that asked.
   *
   * @param heard completes some time after the answer was given: false when that instance was no
   *     longer there to hear it
   */
  default CompletionStage<byte[]> serve(
      String from, byte[] request, CompletionStage<Boolean> heard) {
    return serve(from, request);
  }
}
