package io.tidings.namespace;

import io.tidings.packet.ArgumentMapper;
import io.tidings.packet.Arguments;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Answers an event, once; later answers are dropped. A handler that takes it may answer after it
 * has returned, from any thread.
 *
 * <pre>{@code
 * @OnEvent("order")
 * void order(Order order, Ack ack) {
 *   kitchen.cook(order, dish -> ack.send("ready", dish.number()));
 * }
 * }</pre>
 */
public final class Ack {

  private final ArgumentMapper mapper;

  /** Sends the answer, or is null when none was asked for. */
  private final Consumer<Arguments> sender;

  private final AtomicBoolean sent = new AtomicBoolean();

  /** Told of stages for which the answer waits. */
  private final Consumer<CompletionStage<?>> outstanding;

  /**
   * @param sender what sends the answer and never blocks, or null when none was asked for
   */
  Ack(ArgumentMapper mapper, Consumer<Arguments> sender) {
    this(mapper, sender, stage -> {});
  }

  /**
   * @param sender the same
   * @param outstanding told of stages for which the answer waits
   */
  Ack(ArgumentMapper mapper, Consumer<Arguments> sender, Consumer<CompletionStage<?>> outstanding) {
    this.mapper = mapper;
    this.sender = sender;
    this.outstanding = outstanding;
  }

  /**
   * Says that the event is worked on until a stage completes: a client for which too much is worked
   * on is refused more. What a handler method returns is counted without this.
   */
  public void pending(CompletionStage<?> stage) {
    outstanding.accept(stage);
  }

  /** Whether the client, or the instance that emitted the event, waits for an answer. */
  public boolean isRequested() {
    return sender != null;
  }

  /**
   * Sends the answer. Never blocks.
   *
   * @throws IllegalArgumentException when a value has no JSON form
   */
  public void send(Object... values) {
    if (isRequested()) {
      send(mapper.toArguments(values));
    }
  }

  /** Sends an answer that is encoded already. Never blocks. */
  public void send(Arguments arguments) {
    if (isRequested() && sent.compareAndSet(false, true)) {
      sender.accept(arguments);
    }
  }
}
