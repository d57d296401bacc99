package io.tidings.handler;

import io.tidings.namespace.Ack;
import io.tidings.packet.Arguments;
import jakarta.enterprise.inject.spi.DefinitionException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The methods for one event of a namespace. One of them at most answers the client: which of two
 * came first would be chance.
 */
final class EventMethods {

  private final String event;
  private final List<HandlerMethod> methods = new ArrayList<>(1);

  /** The one that answers; null when all of them return nothing. */
  private HandlerMethod answering;

  private boolean blocking;
  private boolean scoped;
  private boolean silent;

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
    scoped |= method.isScoped();
    silent |= method.isSilent();
  }

  /** Whether one of them may need CDI's request scope. */
  boolean isScoped() {
    return scoped;
  }

  boolean mayBlock() {
    return blocking;
  }

  /** Whether the client may call one of them at least; who may call none is merely refused. */
  boolean permit(Call call) {
    return methods.stream()
        .anyMatch(method -> method.permission().allows(call.socket().handshake()));
  }

  /** Calls all methods, whatever becomes of one of them. */
  void call(Call call) {
    for (HandlerMethod method : methods) {
      try {
        if (call.socket() != null) {
          method.permit(call);
        }
        Object result = method.call(call);
        if (method == answering && !method.returnsNothing()) {
          answer(method, call, result);
        }
      } catch (RuntimeException e) {
        failed(method, call, e);
      }
    }
    if (answering == null && !silent) {
      // Dropped as the second answer where a method has failed.
      call.ack().send(Arguments.NONE);
    }
  }

  private static void answer(HandlerMethod method, Call call, Object result) {
    if (result instanceof CompletionStage<?> stage) {
      call.ack().pending(stage);
      stage.whenComplete(
          (value, failure) ->
              finish(call, failure == null ? value : Failures.answer(method, call, failure)));
    } else {
      send(call.ack(), result);
    }
  }

  /** Tells the client why a method did not do its work, unless another one answers. */
  private void failed(HandlerMethod method, Call call, RuntimeException failure) {
    Object answer = Failures.answer(method, call, failure);
    if (answering == null || method == answering) {
      finish(call, answer);
    }
  }

  /** Sends an answer whose own failure is not handled by the application any more. */
  private static void finish(Call call, Object answer) {
    if (answer instanceof CompletionStage<?> stage) {
      stage.whenComplete(
          (value, failure) ->
              send(call.ack(), failure == null ? value : Failures.unexpected(failure)));
    } else {
      send(call.ack(), answer);
    }
  }

  private static void send(Ack ack, Object value) {
    try {
      if (value instanceof Arguments arguments) {
        ack.send(arguments);
      } else {
        ack.send(new Object[] {value});
      }
    } catch (RuntimeException e) {
      // A value without a JSON form: the client waits all the same.
      ack.send(Failures.unexpected(e));
    }
  }
}
