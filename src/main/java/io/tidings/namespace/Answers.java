package io.tidings.namespace;

import io.tidings.packet.Arguments;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What many were asked and have answered. Nobody is in both.
 *
 * @param received the answers by the id of the socket, or of the instance, that gave them, in the
 *     order in which they came
 * @param unanswered the ids of those that were asked and have not answered: in time, or at all
 */
public record Answers(Map<String, Arguments> received, Set<String> unanswered) {

  private static final Logger LOG = Logger.getLogger(Answers.class.getName());

  /** Copies what it is given. */
  public Answers {
    received = Collections.unmodifiableMap(new LinkedHashMap<>(received));
    unanswered = Set.copyOf(unanswered);
  }

  /**
   * One value of each answer, by who gave it.
   *
   * <pre>{@code
   * server.of("/shop").emitWithAck("price", "tea")
   *     .thenAccept(answers -> answers.get(0, Price.class).values().forEach(this::show));
   * }</pre>
   *
   * <p>Clients may answer anything: an answer that has no such value, or one of another type, is
   * left out, and still there in {@link #received}.
   *
   * @param index of the value, from 0
   * @param type any JSON-B type, {@code byte[]} or {@link java.nio.ByteBuffer} for binary
   * @return in the order in which the answers came
   */
  public <T> Map<String, T> get(int index, Class<T> type) {
    Map<String, T> values = new LinkedHashMap<>();
    received.forEach(
        (id, answer) -> {
          try {
            T value = answer.get(index, type);
            if (value != null) {
              values.put(id, value);
            }
          } catch (IllegalArgumentException e) {
            LOG.log(Level.FINE, e, () -> "left out the answer of " + id);
          }
        });
    return Collections.unmodifiableMap(values);
  }

  /** Whether all have answered. */
  public boolean isComplete() {
    return unanswered.isEmpty();
  }
}
