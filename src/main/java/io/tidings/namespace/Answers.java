package io.tidings.namespace;

import io.tidings.packet.Arguments;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What many were asked and have answered. Nobody is in both.
 *
 * @param received the answers by the id of the socket, or of the instance, that gave them, in the
 *     order in which they came
 * @param unanswered the ids of those that were asked and have not answered: in time, or at all
 */
public record Answers(Map<String, Arguments> received, Set<String> unanswered) {

  /** Copies what it is given. */
  public Answers {
    received = Collections.unmodifiableMap(new LinkedHashMap<>(received));
    unanswered = Set.copyOf(unanswered);
  }

  /** Whether all have answered. */
  public boolean isComplete() {
    return unanswered.isEmpty();
  }
}
