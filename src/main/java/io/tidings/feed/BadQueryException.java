package io.tidings.feed;

/** What a reader asks for makes no sense. */
public final class BadQueryException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String field;

  /**
   * @param field the parameter or header at fault
   * @param detail what is wrong with it, for a person to read, such as {@code must be a number}
   */
  BadQueryException(String field, String detail) {
    super(detail);
    this.field = field;
  }

  public String field() {
    return field;
  }
}
