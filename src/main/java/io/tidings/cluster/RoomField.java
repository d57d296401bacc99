package io.tidings.cluster;

/** The name of a room's field in a hash of Redis: its namespace, NUL, its name. */
final class RoomField {

  private static final char SEPARATOR = '\0';

  private RoomField() {}

  static String of(String namespace, String room) {
    return namespace + SEPARATOR + room;
  }

  static String namespace(String field) {
    return field.substring(0, field.indexOf(SEPARATOR));
  }

  static String room(String field) {
    return field.substring(field.indexOf(SEPARATOR) + 1);
  }
}
