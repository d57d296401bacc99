package io.tidings.namespace;

import io.tidings.broadcast.BroadcastId;
import io.tidings.packet.Arguments;
import io.tidings.packet.EncodedPacket;
import io.tidings.packet.EncodedPacket.Kind;
import io.tidings.relay.MalformedFrameException;
import io.tidings.relay.WireReader;
import io.tidings.relay.WireWriter;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What every instance is told to do with sockets of its own, in one order with all events. */
sealed interface Command {

  Logger LOG = Logger.getLogger(Command.class.getName());

  /** Brings them into rooms. */
  record Join(Set<String> rooms) implements Command {}

  /** Takes them out of rooms. */
  record Leave(Set<String> rooms) implements Command {}

  /**
   * Ends them.
   *
   * @param close whether to end their whole connections
   */
  record Disconnect(boolean close) implements Command {}

  /**
   * Sends them an event that their clients are to answer.
   *
   * @param survey the id by which the answers are asked for, unique in the cluster
   * @param timeout milliseconds for a client to answer
   */
  record Ask(String survey, long timeout, String event, Arguments arguments) implements Command {}

  /** The form in which it is broadcast. */
  default EncodedPacket encode() {
    WireWriter out = new WireWriter(64);
    if (this instanceof Join join) {
      Wire.writeTexts(out.octet(1), join.rooms());
    } else if (this instanceof Leave leave) {
      Wire.writeTexts(out.octet(2), leave.rooms());
    } else if (this instanceof Disconnect disconnect) {
      out.octet(3).flag(disconnect.close());
    } else if (this instanceof Ask ask) {
      out.octet(4).text(ask.survey()).number(ask.timeout()).text(ask.event());
      Wire.write(out, ask.arguments());
    }
    return EncodedPacket.binary(Kind.CONTROL, out.toBytes());
  }

  /**
   * @throws MalformedFrameException when it is none
   */
  static Command decode(EncodedPacket packet) {
    if (packet.attachments().size() != 1) {
      throw new MalformedFrameException("a command without a body");
    }
    WireReader in = new WireReader(packet.attachments().get(0));
    int kind = in.octet();
    return switch (kind) {
      case 1 -> new Join(Wire.readTexts(in));
      case 2 -> new Leave(Wire.readTexts(in));
      case 3 -> new Disconnect(in.flag());
      case 4 -> new Ask(in.text(), in.number(), in.text(), Wire.readArguments(in));
      default -> throw new MalformedFrameException("a command of kind " + kind);
    };
  }

  /** Of many sockets, one that may not be in the room is passed over; that is counted. */
  private static void join(Socket socket, String room, BroadcastId place) {
    try {
      socket.join(room, place);
    } catch (EventRefusedException e) {
      LOG.log(Level.FINE, "A socket is left out", e);
    }
  }

  /**
   * Does it with one of them.
   *
   * @param place of the command in the order of broadcasts
   */
  default void apply(Socket socket, Surveys surveys, BroadcastId place) {
    if (this instanceof Join join) {
      join.rooms().forEach(room -> join(socket, room, place));
    } else if (this instanceof Leave leave) {
      leave.rooms().forEach(room -> socket.leave(room, place));
    } else if (this instanceof Disconnect disconnect) {
      socket.disconnect(disconnect.close());
    } else if (this instanceof Ask ask) {
      surveys.ask(socket, ask);
    }
  }
}
