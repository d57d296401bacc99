package io.tidings.cluster;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** The read side of the cluster: which instances hold a lease. */
public interface InstanceRegistry {

  /** This instance, with its connections of now. */
  Instance self();

  /** All live instances, this one included, ordered by address. */
  CompletionStage<List<Instance>> instances();

  /**
   * Whether this instance hears the cluster: the message queue answers, and a heartbeat that it
   * published came back over the topic it listens on, lately. Always true without a message queue.
   */
  Health health();

  /**
   * @param healthy whether events cross
   * @param detail what was last seen, for a person to read
   */
  record Health(boolean healthy, String detail) {}
}
