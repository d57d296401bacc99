package io.tidings.cluster;

import io.tidings.broadcast.Presence;
import io.tidings.broadcast.SocketRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.redisson.api.RScript;
import org.redisson.client.codec.StringCodec;

/**
 * Presence over Redis: each instance writes the records of its own sockets, and Redis keeps indices
 * of all by namespace and by room, so that a count takes one step and a page of a list as many as
 * it has items. What an instance has written that died is removed once its lease has ended.
 *
 * <p>While Redis is away, writes are kept back and reads fail after 5 s.
 */
final class RedisPresence implements Presence {

  private static final long READ_SECONDS = 5;

  private static final Script<List<String>> ROOMS =
      new Script<>(RScript.ReturnType.LIST, StringCodec.INSTANCE, "presence-rooms");
  private static final Script<List<String>> SOCKETS =
      new Script<>(RScript.ReturnType.LIST, StringCodec.INSTANCE, "gone", "presence-sockets");
  private static final Script<List<String>> SOCKET =
      new Script<>(RScript.ReturnType.LIST, StringCodec.INSTANCE, "gone", "presence-socket");
  private static final Script<Long> MEMBERS =
      new Script<>(RScript.ReturnType.LONG, StringCodec.INSTANCE, "presence-members");

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

  @Override
  public void connected(SocketRecord socket) {
    local.connected(socket);
    writes.changed(socket.id());
  }

  @Override
  public void disconnected(String namespace, String socketId) {
    local.disconnected(namespace, socketId);
    writes.changed(socketId);
  }

  @Override
  public void joined(String namespace, String socketId, String room) {
    local.joined(namespace, socketId, room);
    writes.changed(socketId);
  }

  @Override
  public void left(String namespace, String socketId, String room) {
    local.left(namespace, socketId, room);
    writes.changed(socketId);
  }

  @Override
  public CompletionStage<Map<String, Integer>> rooms(String namespace, String after, int limit) {
    return read(() ->
            redis.read(
                ROOMS,
                List.of(keys.rooms(namespace)),
                keys.members(namespace, ""),
                after,
                String.valueOf(limit)))
        .thenApply(RedisPresence::counts);
  }

  @Override
  public CompletionStage<Integer> members(String namespace, String room) {
    return read(() -> redis.read(MEMBERS, List.of(keys.members(namespace, room))))
        .thenApply(Long::intValue);
  }

  @Override
  public CompletionStage<List<SocketRecord>> sockets(
      String namespace, Optional<String> room, String after, int limit) {
    String index =
        room.map(name -> keys.members(namespace, name)).orElseGet(() -> keys.socketsIn(namespace));
    return read(() ->
            redis.read(
                SOCKETS,
                List.of(keys.leases(), keys.settled(), index),
                keys.presence(),
                after,
                String.valueOf(limit)))
        .thenApply(RedisPresence::records);
  }

  @Override
  public CompletionStage<Optional<SocketRecord>> socket(String socketId) {
    return read(() ->
            redis.read(SOCKET, List.of(keys.leases(), keys.settled()), keys.presence(), socketId))
        .thenApply(found -> records(found).stream().findFirst());
  }

  private <R> CompletionStage<R> read(Supplier<CompletionStage<R>> read) {
    return writes
        .written()
        .toCompletableFuture()
        .orTimeout(READ_SECONDS, TimeUnit.SECONDS)
        .thenCompose(written -> read.get());
  }

  private static Map<String, Integer> counts(List<String> roomsAndMembers) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (int i = 0; i < roomsAndMembers.size(); i += 2) {
      int members = Integer.parseInt(roomsAndMembers.get(i + 1));
      if (members > 0) {
        counts.put(roomsAndMembers.get(i), members);
      }
    }
    return counts;
  }

  private static List<SocketRecord> records(List<String> instancesAndSockets) {
    List<SocketRecord> records = new ArrayList<>();
    for (int i = 0; i < instancesAndSockets.size(); i += 2) {
      records.add(SocketJson.read(instancesAndSockets.get(i), instancesAndSockets.get(i + 1)));
    }
    return records;
  }
}
