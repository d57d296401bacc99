package io.tidings.handler;

import io.tidings.namespace.Ack;
import io.tidings.packet.Arguments;
import jakarta.enterprise.inject.spi.DefinitionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The methods for one event of a namespace. One of them at most answers the client: which of two
 * came first would be chance.
 */
final class EventMethods {

  private static final Logger LOG = Logger.getLogger(EventMethods.class.getName());
  private static final RareLog FAILURES = new RareLog(LOG);

  private static final String INTERNAL_ERROR = "internal error";

  private final String event;
  private final List<HandlerMethod> methods = new ArrayList<>(1);

  /** The one that answers; null when all of them return nothing. */
  private HandlerMethod answering;

  private boolean blocking;

  EventMethods(String event) {
    this.event = event;
  }

  /**
   * @throws DefinitionException when this and another method answer
   */
  void add(HandlerMethod method) {
    if (method.answers()) {
      if (answering != null) {
        throw new DefinitionException(
            method
                + ": "
                + answering
                + " answers the event \""
                + event
                + "\" already; of its methods only one may return a value or take an Ack");
      }
      answering = method;
    }
    methods.add(method);
    blocking |= method.mayBlock();
  }

  boolean mayBlock() {
    return blocking;
  }

  /** Calls all methods, whatever becomes of one of them. */
  void call(Call call) {
    for (HandlerMethod method : methods) {
      try {
        Object result = method.call(call);
        if (method == answering && !method.returnsNothing()) {
          answer(call.ack(), result);
        }
      } catch (BadArgumentException e) {
        LOG.log(Level.FINE, e, () -> "The event \"" + event + "\" does not fit " + method);
        answerOf(method, call.ack(), e.getMessage());
      } catch (RuntimeException e) {
        FAILURES.log("A handler failed", e);
        answerOf(method, call.ack(), INTERNAL_ERROR);
      }
    }
    if (answering == null) {
      // Dropped as the second answer where a method has failed.
      call.ack().send(Arguments.NONE);
    }
  }

  /** Tells the client why a method did not do its work, unless another one answers. */
  private void answerOf(HandlerMethod failed, Ack ack, String error) {
    if (answering == null || failed == answering) {
      fail(ack, error);
    }
  }

  private static void answer(Ack ack, Object result) {
    if (result instanceof CompletionStage<?> stage) {
      stage.whenComplete((value, failure) -> complete(ack, value, failure));
    } else {
      complete(ack, result, null);
    }
  }

  private static void complete(Ack ack, Object value, Throwable failure) {
    if (failure != null) {
      FAILURES.log("A handler failed", failure);
      fail(ack, INTERNAL_ERROR);
      return;
    }
    try {
      if (value instanceof Arguments arguments) {
        ack.send(arguments);
      } else {
        ack.send(new Object[] {value});
      }
    } catch (RuntimeException e) {
      // A value without a JSON form: the client waits all the same.
      complete(ack, null, e);
    }
  }

  private static void fail(Ack ack, String error) {
    ack.send(Map.of("error", error));
  }
}
