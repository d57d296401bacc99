package io.tidings.packet;

/**
 * A client sent what the protocol does not allow. It carries no stack trace: the fault is in the
 * input, and junk must be cheap to refuse.
 */
public final class PacketException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * @param message what is wrong, for a person to read
   */
  public PacketException(String message) {
    super(message, null, false, false);
  }
}
