package io.tidings.namespace;

import io.tidings.packet.Arguments;
import io.tidings.relay.WireReader;
import io.tidings.relay.WireWriter;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What is left of a socket that goes on elsewhere.
 *
 * @param auth as in {@link Handshake}
 * @param rooms with the memberships that have ended
 * @param data JSON values by name
 * @param nextAck the id that its next event with an ack gets
 * @param trail where its client may come back
 */
record SocketState(
    String namespace,
    String id,
    String auth,
    Instant connected,
    SocketRooms rooms,
    Map<String, Arguments> data,
    long nextAck,
    Optional<Trail> trail) {

  void write(WireWriter out) {
    writeStart(out);
    trail.ifPresent(present -> present.write(out));
  }

  /** Without what the trail remembers, which is written event by event. */
  void writeBare(WireWriter out) {
    writeStart(out);
    trail.ifPresent(present -> present.writeBare(out));
  }

  private void writeStart(WireWriter out) {
    out.text(namespace).text(id).text(auth).number(connected.toEpochMilli());
    rooms.write(out);
    Wire.write(out, data);
    out.number(nextAck).flag(trail.isPresent());
  }

  /**
   * @throws RuntimeException when it is no such state
   */
  static SocketState read(WireReader in) {
    String namespace = in.text();
    String id = in.text();
    String auth = in.text();
    Instant connected = Instant.ofEpochMilli(in.number());
    SocketRooms rooms = SocketRooms.read(in);
    Map<String, Arguments> data = Wire.readData(in);
    long nextAck = in.number();
    Optional<Trail> trail = in.flag() ? Optional.of(Trail.read(in)) : Optional.empty();
    return new SocketState(namespace, id, auth, connected, rooms, data, nextAck, trail);
  }
}
