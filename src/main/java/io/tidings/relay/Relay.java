package io.tidings.relay;

import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Takes requests to other instances, and answers back. Nothing here blocks. */
public interface Relay {

  /**
   * Asks another instance. Requests to one instance arrive in the order of the calls.
   *
   * @param instance the id of the one that is asked
   * @param subject says which {@link Service} of it
   * @param request up to a few megabytes, not to be changed afterwards
   * @param patience milliseconds after which no answer is expected any more
   * @return the answer; fails with {@link UnansweredException} at once when that instance is gone,
   *     within a few seconds when it dies before it answered, when it refuses to answer, and when
   *     it has not answered in time: what it was asked for may then be done all the same
   */
  CompletionStage<byte[]> ask(String instance, String subject, byte[] request, long patience);

  /** Names who answers requests on a subject. */
  void serve(String subject, Service service);

  /**
   * Finds out whether an instance can be asked, within about a second where what carries requests
   * works, and not before it works again where it does not.
   *
   * @return false for one that is gone; true in doubt
   */
  CompletionStage<Boolean> isThere(String instance);

  /**
   * The ids of all instances that can be asked, this one included. One that has just died may still
   * be among them.
   *
   * @return fails within seconds when what carries requests does not work
   */
  CompletionStage<Set<String>> instances();
}
