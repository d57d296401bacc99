package io.tidings.cluster;

import io.tidings.broadcast.Presence;
import io.tidings.broadcast.SocketRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.redisson.api.RScript;
import org.redisson.client.codec.StringCodec;

/**
 * Presence over Redis: each instance keeps the records of its own sockets, in keys that expire with
 * its lease, and a read adds up those of all instances that hold one.
 *
 * <p>While Redis is away, writes are kept back and reads fail after 5 s.
 */
final class RedisPresence implements Presence {

  private static final long READ_SECONDS = 5;

  private static final Script<List<String>> ROOMS = list("presence-rooms");
  private static final Script<List<String>> SOCKETS = list("presence-sockets");
  private static final Script<List<String>> SOCKET = list("presence-socket");
  private static final Script<Long> MEMBERS =
      new Script<>(RScript.ReturnType.LONG, StringCodec.INSTANCE, "live", "presence-members");

  private final Redis redis;
  private final RedisKeys keys;
  private final InProcessPresence local;
  private final PresenceWrites writes;

  RedisPresence(Redis redis, RedisKeys keys, InProcessPresence local, PresenceWrites writes) {
    this.redis = redis;
    this.keys = keys;
    this.local = local;
    this.writes = writes;
  }

  private static Script<List<String>> list(String name) {
    return new Script<>(RScript.ReturnType.LIST, StringCodec.INSTANCE, "live", name);
  }

  @Override
  public void connected(SocketRecord socket) {
    local.connected(socket);
    writes.changed(socket.namespace(), socket.id(), socket.rooms());
  }

  @Override
  public void disconnected(String namespace, String socketId) {
    Set<String> rooms = local.record(socketId).map(SocketRecord::rooms).orElse(Set.of());
    local.disconnected(namespace, socketId);
    writes.changed(namespace, socketId, rooms);
  }

  @Override
  public void joined(String namespace, String socketId, String room) {
    local.joined(namespace, socketId, room);
    writes.changed(namespace, socketId, Set.of(room));
  }

  @Override
  public void left(String namespace, String socketId, String room) {
    local.left(namespace, socketId, room);
    writes.changed(namespace, socketId, Set.of(room));
  }

  @Override
  public CompletionStage<Map<String, Integer>> rooms(String namespace) {
    return read(ROOMS, RoomField.of(namespace, "")).thenApply(RedisPresence::sums);
  }

  @Override
  public CompletionStage<Integer> members(String namespace, String room) {
    return read(MEMBERS, RoomField.of(namespace, room)).thenApply(Long::intValue);
  }

  @Override
  public CompletionStage<List<SocketRecord>> sockets(String namespace, Optional<String> room) {
    return read(SOCKETS, SocketJson.traits(namespace, room))
        .thenApply(
            found ->
                records(found).stream()
                    .filter(socket -> socket.namespace().equals(namespace))
                    .filter(socket -> room.isEmpty() || socket.rooms().contains(room.get()))
                    .toList());
  }

  @Override
  public CompletionStage<Optional<SocketRecord>> socket(String socketId) {
    return read(SOCKET, socketId).thenApply(found -> records(found).stream().findFirst());
  }

  private <R> CompletionStage<R> read(Script<R> script, Object... arguments) {
    Object[] all = new Object[arguments.length + 1];
    all[0] = keys.presence();
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return writes
        .written()
        .toCompletableFuture()
        .orTimeout(READ_SECONDS, TimeUnit.SECONDS)
        .thenCompose(written -> redis.read(script, List.of(keys.leases()), all));
  }

  private static Map<String, Integer> sums(List<String> fieldsAndMembers) {
    Map<String, Integer> sums = new HashMap<>();
    for (int i = 0; i < fieldsAndMembers.size(); i += 2) {
      String room = RoomField.room(fieldsAndMembers.get(i));
      sums.merge(room, Integer.valueOf(fieldsAndMembers.get(i + 1)), Integer::sum);
    }
    return sums;
  }

  private static List<SocketRecord> records(List<String> instancesAndSockets) {
    List<SocketRecord> records = new ArrayList<>();
    for (int i = 0; i < instancesAndSockets.size(); i += 2) {
      records.add(SocketJson.read(instancesAndSockets.get(i), instancesAndSockets.get(i + 1)));
    }
    return records;
  }
}
