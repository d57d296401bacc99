package io.tidings.cluster;

import io.tidings.broadcast.Broadcast;
import io.tidings.broadcast.LocalDelivery;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** The sockets of an instance in a test: notes what is delivered to them. */
final class Recorder implements LocalDelivery {

  /** A broadcast with the id under which it was delivered. */
  record Delivered(String id, Broadcast broadcast) {

    String text() {
      return new String(broadcast.packet().text(), StandardCharsets.UTF_8);
    }
  }

  /** The rooms that have members here; null for any. */
  volatile Set<String> rooms;

  private final List<Delivered> delivered = new CopyOnWriteArrayList<>();

  @Override
  public boolean hasReceivers(String namespace, Set<String> asked) {
    return rooms == null || asked.isEmpty() || asked.stream().anyMatch(rooms::contains);
  }

  @Override
  public void deliver(String id, Broadcast broadcast) {
    delivered.add(new Delivered(id, broadcast));
  }

  @Override
  public int connections() {
    return 7;
  }

  List<Delivered> delivered() {
    return List.copyOf(delivered);
  }

  List<String> texts() {
    return delivered.stream().map(Delivered::text).toList();
  }

  List<String> ids() {
    return delivered.stream().map(Delivered::id).toList();
  }
}
