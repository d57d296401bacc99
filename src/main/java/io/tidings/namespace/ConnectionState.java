package io.tidings.namespace;

import io.tidings.broadcast.BroadcastId;
import io.tidings.namespace.Incoming.Message;
import io.tidings.relay.WireReader;
import io.tidings.relay.WireWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What goes along when a connection moves to another instance.
 *
 * @param origin the instance that it leaves
 * @param place all that was broadcast up to here has been given to it
 * @param joined whether it ever joined a namespace
 * @param ended namespaces that the server ended
 * @param messages that its client has sent and nobody has looked at
 */
record ConnectionState(
    String origin,
    BroadcastId place,
    boolean joined,
    Set<String> ended,
    List<Message> messages,
    List<SocketState> sockets) {

  private static final int TEXT = 0;
  private static final int BINARY = 1;

  byte[] encode() {
    WireWriter out = new WireWriter(512).text(origin).text(place.toString());
    out.octet(joined ? 1 : 0);
    Wire.writeTexts(out, ended);
    out.number(messages.size());
    messages.forEach(message -> write(out, message));
    out.number(sockets.size());
    sockets.forEach(socket -> socket.write(out));
    return out.toBytes();
  }

  private static void write(WireWriter out, Message message) {
    if (message.text() != null) {
      out.octet(TEXT).text(message.text());
    } else {
      out.octet(BINARY).bytes(message.binary());
    }
  }

  /**
   * @throws RuntimeException when the bytes are no such state
   */
  static ConnectionState decode(byte[] bytes) {
    WireReader in = new WireReader(bytes);
    String origin = in.text();
    BroadcastId place = BroadcastId.parse(in.text());
    boolean joined = in.octet() == 1;
    Set<String> ended = Wire.readTexts(in);
    List<Message> messages = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      messages.add(in.octet() == TEXT ? new Message(in.text(), null) : binary(in));
    }
    List<SocketState> sockets = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      sockets.add(SocketState.read(in));
    }
    return new ConnectionState(origin, place, joined, ended, messages, sockets);
  }

  private static Message binary(WireReader in) {
    return new Message(null, in.bytes());
  }
}
