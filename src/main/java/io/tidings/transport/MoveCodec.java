package io.tidings.transport;

import io.tidings.engine.HandshakeRequest;
import io.tidings.engine.SessionState;
import io.tidings.packet.EncodedPacket;
import io.tidings.relay.WireReader;
import io.tidings.relay.WireWriter;
import java.util.ArrayList;
import java.util.List;

/** How sessions and packets are written on their way to another instance. */
final class MoveCodec {

  private static final EncodedPacket.Kind[] KINDS = EncodedPacket.Kind.values();

  private MoveCodec() {}

  static void write(WireWriter out, SessionState state) {
    out.texts(state.request().texts());
    out.number(state.untilPing());
    write(out, state.unsent());
  }

  static SessionState readState(String sid, WireReader in) {
    return new SessionState(sid, HandshakeRequest.parse(in.texts()), in.number(), readPackets(in));
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
