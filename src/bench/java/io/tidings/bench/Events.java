package io.tidings.bench;

/** The event that is measured everywhere: a time and 64 bytes. */
final class Events {

  static final String ARGUMENTS = "[\"000012345678\",\"" + "x".repeat(64) + "\"]";

  private Events() {}

  /** As a client sends it, without the digit of Engine.IO. */
  static String packet(String name) {
    return "2[\"" + name + "\"," + ARGUMENTS.substring(1);
  }
}
