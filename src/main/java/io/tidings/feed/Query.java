package io.tidings.feed;

import io.tidings.broadcast.Offset;
import io.tidings.broadcast.Selection;
import io.tidings.namespace.SocketIds;
import io.tidings.packet.NameRules;
import io.tidings.packet.SocketPacketDecoder;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a reader asks for.
 *
 * @param rooms what was for any of these is wanted, beside what was for everyone in the namespace
 * @param since what the reader has had last; empty when it says nothing
 * @param limit how many events at most
 */
public record Query(String namespace, Set<String> rooms, Optional<Offset> since, int limit) {

  /** Events of one page, at most. */
  public static final int MOST = 1_000;

  static final int MOST_ROOMS = 100;

  private static final int USUAL = 100;
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,4}");

  public Query {
    rooms = Set.copyOf(rooms);
  }

  /**
   * Reads what a client has sent, which may be anything: {@code namespace}, {@code room} (any
   * number of them), {@code since}, {@code limit}. Other parameters are not looked at.
   *
   * @param lastEventId a header, which counts more than {@code since}; null for none
   */
  public static Query of(Map<String, List<String>> parameters, String lastEventId)
      throws BadQueryException {
    return new Query(
        namespace(parameters),
        rooms(parameters),
        since(parameters, lastEventId),
        limit(parameters));
  }

  private static Optional<String> one(Map<String, List<String>> parameters, String name)
      throws BadQueryException {
    List<String> values = parameters.getOrDefault(name, List.of());
    if (values.size() > 1) {
      throw new BadQueryException(name, "must be given once");
    }
    return values.stream().findFirst();
  }

  private static String namespace(Map<String, List<String>> parameters) throws BadQueryException {
    String name = one(parameters, "namespace").orElse("/");
    if (!name.startsWith("/") || name.length() > SocketPacketDecoder.MAX_NAMESPACE) {
      throw new BadQueryException(
          "namespace", "must begin with a slash, and be no longer than 512");
    }
    return name;
  }

  private static Set<String> rooms(Map<String, List<String>> parameters) throws BadQueryException {
    Set<String> rooms = new LinkedHashSet<>(parameters.getOrDefault("room", List.of()));
    if (rooms.size() > MOST_ROOMS) {
      throw new BadQueryException("room", "must be given at most " + MOST_ROOMS + " times");
    }
    for (String room : rooms) {
      if (room.isEmpty()) {
        throw new BadQueryException("room", "must not be empty");
      }
      Optional<String> fault = NameRules.roomFault(room);
      if (fault.isPresent()) {
        throw new BadQueryException("room", fault.get());
      }
      if (SocketIds.isId(room)) {
        throw new BadQueryException("room", "must not be the id of a socket");
      }
    }
    return rooms;
  }

  private static Optional<Offset> since(Map<String, List<String>> parameters, String lastEventId)
      throws BadQueryException {
    if (lastEventId != null && !lastEventId.isEmpty()) {
      return Optional.of(offset("Last-Event-ID", lastEventId));
    }
    Optional<String> since = one(parameters, "since");
    return since.isPresent() ? Optional.of(offset("since", since.get())) : Optional.empty();
  }

  private static Offset offset(String field, String text) throws BadQueryException {
    try {
      return Offset.parse(text);
    } catch (IllegalArgumentException e) {
      throw new BadQueryException(field, "must be the id of an event, such as 1700000000000-0");
    }
  }

  private static int limit(Map<String, List<String>> parameters) throws BadQueryException {
    String text = one(parameters, "limit").orElse("" + USUAL);
    int limit = NUMBER.matcher(text).matches() ? Integer.parseInt(text) : 0;
    if (limit < 1 || limit > MOST) {
      throw new BadQueryException("limit", "must be a number from 1 to " + MOST);
    }
    return limit;
  }

  /** Whether those who ask so are to have a broadcast of the past: nothing that may be lost. */
  boolean wants(Selection selection) {
    return selection.reaches(rooms) && !selection.lossy();
  }
}
