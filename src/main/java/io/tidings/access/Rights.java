package io.tidings.access;

import io.tidings.broadcast.SocketId;
import java.util.List;
import java.util.Set;

/**
 * What one client may do. A name is allowed by itself, or by its beginning and {@code *}; the id of
 * a socket, which begins by chance, by itself or by {@code *} alone.
 *
 * @param subject whose they are, as the token says; or empty
 * @param namespaces that may be connected to
 * @param join rooms that may be joined and listened to
 * @param publish rooms that may be published to; only {@code *} allows for whole namespaces
 * @param expires seconds since 1970; 0 for never
 */
public record Rights(
    String subject,
    List<String> namespaces,
    List<String> join,
    List<String> publish,
    long expires) {

  private static final List<String> ANY = List.of("*");

  /** Of those who show a key, or are asked for nothing. */
  public static final Rights ALL = new Rights("", ANY, ANY, ANY, 0);

  /** Of those whom nobody has looked at. */
  public static final Rights NONE = new Rights("", List.of(), List.of(), List.of(), 0);

  /** Copies the names. */
  public Rights {
    namespaces = List.copyOf(namespaces);
    join = List.copyOf(join);
    publish = List.copyOf(publish);
  }

  /** Whether it allows to join a namespace. */
  public boolean mayConnect(String namespace) {
    return fits(namespaces, namespace);
  }

  /** Whether it allows to join a room. */
  public boolean mayJoin(String room) {
    return fits(join, room);
  }

  /** Whether it allows to publish to a room. */
  public boolean mayPublish(String room) {
    return fits(publish, room);
  }

  /** Whether all of these may be listened to. */
  public boolean mayListen(String namespace, Set<String> rooms) {
    return mayConnect(namespace) && rooms.stream().allMatch(this::mayJoin);
  }

  /**
   * Whether all of these may be published to.
   *
   * @param rooms empty for everyone in the namespace
   */
  public boolean mayPublish(String namespace, Set<String> rooms) {
    return mayConnect(namespace)
        && (rooms.isEmpty() ? publish.contains("*") : rooms.stream().allMatch(this::mayPublish));
  }

  private static boolean fits(List<String> patterns, String name) {
    return patterns.stream().anyMatch(pattern -> fits(pattern, name));
  }

  private static boolean fits(String pattern, String name) {
    return pattern.endsWith("*")
        ? name.startsWith(pattern.substring(0, pattern.length() - 1))
            && (pattern.length() == 1 || !SocketId.isId(name))
        : name.equals(pattern);
  }
}
