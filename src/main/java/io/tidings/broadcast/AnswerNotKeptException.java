package io.tidings.broadcast;

/** Something was done before, and is not done again, but what it was answered is not kept. */
public final class AnswerNotKeptException extends Exception {

  private static final long serialVersionUID = 1;

  public AnswerNotKeptException() {
    super(
        "this was done before; its answer was larger than "
            + IdempotencyStore.LARGEST_ANSWER
            + " bytes, or too many were to be remembered, and is not kept");
  }
}
