package io.tidings.namespace;

import io.tidings.broadcast.Broadcast;
import io.tidings.broadcast.Selection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The sockets of one namespace that live on this instance, by id and by room. */
final class Namespace {

  private final String name;
  private final Namespaces all;
  private final Map<String, Socket> sockets = new ConcurrentHashMap<>();
  private final Members everyone = new Members();
  private final Rooms rooms;

  /** Sockets for which it was obtained and that are not removed; within {@link Namespaces}. */
  private int users;

  /**
   * @param count of the rooms of all namespaces
   */
  Namespace(String name, Namespaces all, AtomicInteger count) {
    this.name = name;
    this.all = all;
    this.rooms = new Rooms(count);
  }

  Namespace used() {
    users++;
    return this;
  }

  /** Whether that was the last one. */
  boolean unused() {
    return --users == 0;
  }

  String name() {
    return name;
  }

  Rooms rooms() {
    return rooms;
  }

  /** How many rooms there are, over all namespaces of this instance. */
  int roomsOfAll() {
    return all.rooms();
  }

  Socket socket(String id) {
    return sockets.get(id);
  }

  void add(Socket socket) {
    sockets.put(socket.id(), socket);
    everyone.add(socket);
  }

  /** Takes out a socket for which this was obtained, whether it was added or not; once. */
  void remove(Socket socket) {
    sockets.remove(socket.id());
    everyone.remove(socket);
    all.release(this);
  }

  /** A socket for which this was obtained is not added after all. */
  void unwanted() {
    all.release(this);
  }

  boolean hasReceivers(Set<String> selected) {
    if (selected.isEmpty()) {
      return !sockets.isEmpty();
    }
    for (String room : selected) {
      if (rooms.contains(room) || sockets.containsKey(room)) {
        return true;
      }
    }
    return false;
  }

  /** Gives each socket that a broadcast is for to {@code receiver}, once. */
  void select(Broadcast broadcast, Consumer<Socket> receiver) {
    Selection selection = broadcast.selection();
    Set<String> selected = selection.rooms();
    if (selected.size() > 1) {
      Set<Socket> union = new LinkedHashSet<>();
      selected.forEach(room -> forEach(room, union::add));
      union.forEach(socket -> deliver(socket, selection, receiver));
    } else if (selected.size() == 1) {
      forEach(selected.iterator().next(), socket -> deliver(socket, selection, receiver));
    } else {
      for (Socket socket : everyone.all()) {
        deliver(socket, selection, receiver);
      }
    }
  }

  void forEach(Consumer<Socket> action) {
    sockets.values().forEach(action);
  }

  private void forEach(String room, Consumer<Socket> action) {
    Socket named = sockets.get(room);
    if (named != null) {
      action.accept(named);
    }
    for (Socket member : rooms.members(room)) {
      action.accept(member);
    }
  }

  private static void deliver(Socket socket, Selection selection, Consumer<Socket> receiver) {
    if (!socket.isInAny(selection.except())) {
      receiver.accept(socket);
    }
  }
}
