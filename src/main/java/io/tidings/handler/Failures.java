package io.tidings.handler;

import io.tidings.namespace.ConnectionRefusedException;
import io.tidings.namespace.EventRefusedException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Decides what a client is told when a handler method has failed. */
final class Failures {

  private static final Logger LOG = Logger.getLogger(Failures.class.getName());
  private static final RareLog RARE = new RareLog(LOG);

  static final String INTERNAL = "internal error";

  /** What a client is told when it is not to know more. */
  static final Map<String, Object> INTERNAL_ERROR = Map.of("error", INTERNAL);

  private Failures() {}

  /** What was thrown in the first place. */
  private static Throwable origin(Throwable failure) {
    Throwable origin = failure;
    while ((origin instanceof HandlerException || origin instanceof CompletionException)
        && origin.getCause() != null) {
      origin = origin.getCause();
    }
    return origin;
  }

  /** Why it is the client's doing or wish, in words for it; empty when it is ours. */
  private static Optional<String> clientsFault(HandlerMethod method, Throwable failure) {
    if (failure instanceof BadArgumentException) {
      return Optional.of(failure.getMessage());
    }
    return method.violation(failure);
  }

  /** The answer to the event by which a method failed. */
  static Object answer(HandlerMethod method, Call call, Throwable thrown) {
    Throwable failure = origin(thrown);
    if (failure instanceof EventRefusedException refused) {
      return refusal(refused);
    }
    Optional<String> fault = clientsFault(method, failure);
    if (fault.isPresent()) {
      LOG.log(Level.FINE, failure, () -> "\"" + call.event() + "\" does not fit " + method);
      return Map.of("error", fault.get());
    }
    try {
      Object said = handle(method, call, failure);
      return said == null ? INTERNAL_ERROR : said;
    } catch (RuntimeException e) {
      return origin(e) instanceof EventRefusedException refused ? refusal(refused) : unexpected(e);
    }
  }

  /** What the class's own method for errors says; null for nothing. */
  private static Object handle(HandlerMethod method, Call call, Throwable failure) {
    HandlerMethod onError = method.errors().find(failure);
    if (onError == null) {
      return unexpected(failure);
    }
    return onError.call(call.failed(failure));
  }

  /** Notes a failure that nobody takes, and gives what the client is told. */
  static Object unexpected(Throwable failure) {
    RARE.log("A handler failed", origin(failure));
    return INTERNAL_ERROR;
  }

  static Map<String, Object> refusal(EventRefusedException refused) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("error", String.valueOf(refused.getMessage()));
    if (refused.data() != null) {
      answer.put("data", refused.data());
    }
    return answer;
  }

  /** How the connect is refused in which a method failed. */
  static ConnectionRefusedException refusal(HandlerMethod method, Call call, Throwable thrown) {
    Throwable failure = origin(thrown);
    if (failure instanceof ConnectionRefusedException refused) {
      return refused;
    }
    if (failure instanceof EventRefusedException refused) {
      return new ConnectionRefusedException(refused.getMessage(), refused.data());
    }
    Optional<String> fault = clientsFault(method, failure);
    if (fault.isPresent()) {
      return new ConnectionRefusedException(fault.get());
    }
    try {
      handle(method, call, failure);
    } catch (RuntimeException e) {
      if (origin(e) instanceof ConnectionRefusedException refused) {
        return refused;
      }
      unexpected(e);
    }
    return new ConnectionRefusedException(INTERNAL);
  }

  /** Tells the class of a failure that has nobody to be told. */
  static void note(HandlerMethod method, Call call, Throwable thrown) {
    try {
      handle(method, call, origin(thrown));
    } catch (RuntimeException e) {
      unexpected(e);
    }
  }
}
