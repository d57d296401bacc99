package io.tidings.broadcast;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Remembers, for all instances, what was done under a key that its caller chose, so that a
 * repetition is answered like the first time and not done again.
 *
 * <p>When an instance dies before it has answered, nobody knows how much it did: the next attempt
 * does it again.
 */
public interface IdempotencyStore {

  /** Characters of a key that a caller chooses. */
  int MAX_KEY = 255;

  /** Bytes of an answer that is remembered. */
  int LARGEST_ANSWER = 64 << 10;

  /** Bytes of the answers that an instance has remembered at a time. */
  long MOST_ANSWERS = 256 << 20;

  /** The same of those to one owner. */
  long MOST_ANSWERS_OF_OWNER = 8 << 20;

  /** Milliseconds that a repetition waits for the first attempt to be answered. */
  long PATIENCE = 10_000;

  /**
   * Begins what is to be done once. Does not block; a repetition waits for the first attempt, while
   * that is at work.
   *
   * @param key with what it is for: keys of different things must not be equal
   * @param atWork is told, perhaps more than once, that the first attempt is at work and is waited
   *     for
   * @return fails with {@link java.util.concurrent.TimeoutException} when the first attempt is
   *     still at work after {@link #PATIENCE}, or when it is not known whether there was one; and
   *     with {@link AnswerNotKeptException} when it was done, and its answer was too much to keep
   */
  CompletionStage<Attempt> begin(String key, Runnable atWork);

  /** The same for whom it does not matter what it waits for. */
  default CompletionStage<Attempt> begin(String key) {
    return begin(key, () -> {});
  }

  /** One attempt; exactly one of its two ends is to be called, unless it {@link #isRepetition}. */
  interface Attempt {

    /** What the first attempt was answered; empty when this is the first one. */
    Optional<byte[]> answer();

    /**
     * Remembers the answer, for some minutes, or only that there was one, where it is larger than
     * {@link #LARGEST_ANSWER} or more than may be remembered. Does not block.
     */
    default void answered(byte[] answer) {
      answered("", answer);
    }

    /**
     * The same of an owner who has a share of what may be remembered.
     *
     * @param owner whose key it is: a user or a connection
     */
    void answered(String owner, byte[] answer);

    /** Nothing was done: the next attempt is the first. Does not block. */
    void failed();

    default boolean isRepetition() {
      return answer().isPresent();
    }
  }

  /**
   * A repetition.
   *
   * @param earlier the answer
   */
  static Attempt repetition(byte[] earlier) {
    return new Attempt() {
      @Override
      public Optional<byte[]> answer() {
        return Optional.of(earlier);
      }

      @Override
      public void answered(String owner, byte[] answer) {}

      @Override
      public void failed() {}
    };
  }
}
