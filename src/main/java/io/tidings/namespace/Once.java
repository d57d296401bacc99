package io.tidings.namespace;

import java.util.function.Consumer;

/**
 * Has an event that its client may send again handled once. Whoever is given one asks first whether
 * the client may emit the event at all, and answers refusals itself: they are not remembered.
 */
@FunctionalInterface
public interface Once {

  /**
   * Calls the handling with the {@link Ack} by which it is to answer, at once or not at all: a
   * repetition is answered what the first event was. May block for as long as it takes to look up
   * whether it is one.
   */
  void handle(Consumer<Ack> handling);
}
