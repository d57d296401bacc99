package io.tidings.namespace;

import io.tidings.broadcast.BroadcastId;
import io.tidings.broadcast.Selection;
import io.tidings.relay.WireReader;
import io.tidings.relay.WireWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rooms of one socket, and of those that it has left when it was in them: memberships are
 * intervals in the order of broadcasts, so that a broadcast of the past is judged by the rooms that
 * the socket was in at its place. Used under the socket's lock.
 *
 * <p>Of the memberships that have ended the last {@value #MOST_ENDED} are kept.
 */
final class SocketRooms {

  static final int MOST_ENDED = 32;

  /** By room the broadcast behind which it was joined. */
  private final Map<String, BroadcastId> rooms = new HashMap<>(2);

  /** Oldest first. */
  private final List<Membership> ended = new ArrayList<>(0);

  /** Up to here a membership that has ended may be missing. */
  private BroadcastId forgotten = BroadcastId.NONE;

  /** Commands up to this place have been carried out, those that were for the socket. */
  private BroadcastId commanded = BroadcastId.NONE;

  /** The last place behind which a room was joined. */
  private BroadcastId lastJoined = BroadcastId.NONE;

  /**
   * A membership that has ended: the socket was in the room for the broadcasts behind {@code from}
   * up to {@code until}, this one included.
   */
  private record Membership(String room, BroadcastId from, BroadcastId until) {

    boolean includes(BroadcastId broadcast) {
      return from.compareTo(broadcast) < 0 && broadcast.compareTo(until) <= 0;
    }
  }

  Set<String> names() {
    return rooms.keySet();
  }

  boolean has(String room) {
    return rooms.containsKey(room);
  }

  void add(String room, BroadcastId behind) {
    rooms.put(room, behind);
    lastJoined = later(lastJoined, behind);
  }

  /** Takes a room out, for a socket that is never asked which rooms it was in. */
  boolean remove(String room) {
    return rooms.remove(room) != null;
  }

  /**
   * Ends a membership; none if there is none.
   *
   * @param until the last broadcast that was for the room's members when this socket was one
   * @param oldest memberships that ended before this place are of no use any more: no history
   *     reaches back so far
   */
  void remove(String room, BroadcastId until, BroadcastId oldest) {
    BroadcastId from = rooms.remove(room);
    ended.removeIf(membership -> membership.until().compareTo(oldest) < 0);
    if (from != null && from.compareTo(until) < 0) {
      end(new Membership(room, from, until));
    }
  }

  private void end(Membership membership) {
    ended.add(membership);
    if (ended.size() > MOST_ENDED) {
      forgotten = later(forgotten, ended.remove(0).until());
    }
  }

  /**
   * A broadcast to these rooms has reached the socket. One that was on its way when a room was
   * joined counts as behind the join: else what came between the two would be left out.
   *
   * @return whether that is news
   */
  boolean delivered(Set<String> selected, BroadcastId broadcast) {
    if (broadcast.compareTo(lastJoined) > 0) {
      return false;
    }
    boolean changed = false;
    for (String room : selected) {
      BroadcastId from = rooms.get(room);
      if (from != null && from.compareTo(broadcast) >= 0 && !wasIn(room, broadcast)) {
        rooms.put(room, broadcast.before());
        changed = true;
      }
    }
    return changed;
  }

  /** Whether it is known of all broadcasts behind a place which rooms the socket was in then. */
  boolean areKnownFrom(BroadcastId place) {
    return forgotten.compareTo(place) <= 0;
  }

  /** Nobody will ask what the rooms were at this place or before. */
  void forget(BroadcastId place) {
    ended.removeIf(membership -> membership.until().compareTo(place) <= 0);
  }

  /** Notes that the socket has been given a command. */
  void commanded(BroadcastId place) {
    commanded = later(commanded, place);
  }

  boolean hasBeenCommanded(BroadcastId place) {
    return place.compareTo(commanded) <= 0;
  }

  /** Carries out a command of the past, before which nothing is known to have happened later. */
  void joinAt(String room, BroadcastId place) {
    if (rooms.containsKey(room)) {
      rooms.computeIfPresent(room, (name, from) -> earlier(from, place));
      return;
    }
    for (int i = 0; i < ended.size(); i++) {
      Membership left = ended.get(i);
      if (left.room().equals(room) && left.until().compareTo(place) > 0) {
        ended.set(i, new Membership(room, earlier(left.from(), place), left.until()));
        return;
      }
    }
    add(room, place);
  }

  /** The same: who has joined the room later stays in it. */
  void leaveAt(String room, BroadcastId place) {
    ended.replaceAll(
        left ->
            left.room().equals(room) && left.includes(place)
                ? new Membership(room, left.from(), place)
                : left);
    BroadcastId from = rooms.get(room);
    if (from != null && from.compareTo(place) < 0) {
      rooms.remove(room);
      end(new Membership(room, from, place));
    }
  }

  SocketRooms copy() {
    SocketRooms copy = new SocketRooms();
    copy.replace(this);
    return copy;
  }

  void replace(SocketRooms others) {
    rooms.clear();
    rooms.putAll(others.rooms);
    ended.clear();
    ended.addAll(others.ended);
    forgotten = others.forgotten;
    commanded = others.commanded;
    lastJoined = others.lastJoined;
  }

  boolean isInAny(String id, Set<String> any) {
    return !any.isEmpty() && (any.contains(id) || !Collections.disjoint(rooms.keySet(), any));
  }

  /** Whether a broadcast of before may have been for the socket of this id, whenever it was. */
  boolean mayConcern(String id, Selection selection) {
    Set<String> to = selection.rooms();
    return to.isEmpty()
        || isInAny(id, to)
        || ended.stream().anyMatch(left -> to.contains(left.room()));
  }

  /** Whether a broadcast of before was for the socket of this id. */
  boolean wasSelected(String id, Selection selection, BroadcastId broadcast) {
    Set<String> to = selection.rooms();
    boolean meant = to.isEmpty() || wasInAny(id, to, broadcast);
    return meant && !wasInAny(id, selection.except(), broadcast);
  }

  private boolean wasInAny(String id, Set<String> any, BroadcastId broadcast) {
    if (any.isEmpty()) {
      return false;
    }
    return any.contains(id)
        || any.stream()
            .anyMatch(room -> rooms.containsKey(room) && rooms.get(room).compareTo(broadcast) < 0)
        || ended.stream().anyMatch(left -> any.contains(left.room()) && left.includes(broadcast));
  }

  /** Whether it was in a room for a broadcast, and has left it since. */
  private boolean wasIn(String room, BroadcastId broadcast) {
    return ended.stream().anyMatch(left -> left.room().equals(room) && left.includes(broadcast));
  }

  void write(WireWriter out) {
    out.text(commanded.toString()).text(forgotten.toString());
    out.number(rooms.size());
    rooms.forEach((room, from) -> out.text(room).text(from.toString()));
    out.number(ended.size());
    ended.forEach(
        left -> out.text(left.room()).text(left.from().toString()).text(left.until().toString()));
  }

  /**
   * @throws RuntimeException when it is none of these
   */
  static SocketRooms read(WireReader in) {
    SocketRooms read = new SocketRooms();
    read.commanded = BroadcastId.parse(in.text());
    read.forgotten = BroadcastId.parse(in.text());
    for (int left = in.count(); left > 0; left--) {
      read.add(in.text(), BroadcastId.parse(in.text()));
    }
    for (int left = in.count(); left > 0; left--) {
      read.end(
          new Membership(in.text(), BroadcastId.parse(in.text()), BroadcastId.parse(in.text())));
    }
    return read;
  }

  private static BroadcastId later(BroadcastId one, BroadcastId other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  private static BroadcastId earlier(BroadcastId one, BroadcastId other) {
    return one.compareTo(other) <= 0 ? one : other;
  }
}
