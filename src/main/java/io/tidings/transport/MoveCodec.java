package io.tidings.transport;

import io.tidings.engine.Caller;
import io.tidings.engine.HandshakeRequest;
import io.tidings.engine.SessionState;
import io.tidings.packet.EncodedPacket;
import io.tidings.relay.WireReader;
import io.tidings.relay.WireWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How sessions and packets are written on their way to another instance. */
final class MoveCodec {

  private static final EncodedPacket.Kind[] KINDS = EncodedPacket.Kind.values();

  private MoveCodec() {}

  static void write(WireWriter out, SessionState state) {
    write(out, state.request());
    out.number(state.untilPing());
    write(out, state.unsent());
  }

  static SessionState readState(String sid, WireReader in) {
    return new SessionState(sid, readRequest(in), in.number(), readPackets(in));
  }

  private static void write(WireWriter out, HandshakeRequest request) {
    out.number(request.query().size());
    request.query().forEach((name, value) -> out.text(name).text(value));
    out.number(request.headers().size());
    request
        .headers()
        .forEach(
            (name, values) -> {
              out.text(name).number(values.size());
              values.forEach(out::text);
            });
    out.text(request.remoteAddress()).flag(request.secure());
    Caller caller = request.caller();
    out.flag(caller.name() != null).text(caller.name() == null ? "" : caller.name());
    out.texts(caller.roles());
  }

  private static HandshakeRequest readRequest(WireReader in) {
    Map<String, String> query = new HashMap<>();
    for (int left = in.count(); left > 0; left--) {
      query.put(in.text(), in.text());
    }
    Map<String, List<String>> headers = new HashMap<>();
    for (int left = in.count(); left > 0; left--) {
      String name = in.text();
      List<String> values = new ArrayList<>();
      for (int more = in.count(); more > 0; more--) {
        values.add(in.text());
      }
      headers.put(name, values);
    }
    return new HandshakeRequest(query, headers, in.text(), in.flag(), readCaller(in));
  }

  private static Caller readCaller(WireReader in) {
    boolean known = in.flag();
    String name = in.text();
    return new Caller(known ? name : null, Set.copyOf(in.texts()));
  }

  static void write(WireWriter out, List<EncodedPacket> packets) {
    out.number(packets.size());
    for (EncodedPacket packet : packets) {
      out.octet(packet.kind().ordinal()).bytes(packet.text());
      out.number(packet.attachments().size());
      packet.attachments().forEach(out::bytes);
    }
  }

  static List<EncodedPacket> readPackets(WireReader in) {
    List<EncodedPacket> packets = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      EncodedPacket.Kind kind = KINDS[in.octet()];
      byte[] text = in.bytes();
      List<byte[]> attachments = new ArrayList<>();
      for (int more = in.count(); more > 0; more--) {
        attachments.add(in.bytes());
      }
      packets.add(EncodedPacket.of(kind, text, attachments));
    }
    return packets;
  }
}
