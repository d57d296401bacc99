package io.tidings.namespace;

import io.tidings.broadcast.Broadcast;
import io.tidings.packet.Arguments;
import io.tidings.packet.EventText;
import io.tidings.packet.PacketException;
import io.tidings.relay.MalformedFrameException;
import java.util.Optional;

/** The event that a broadcast carries, read again from the form in which clients are sent it. */
public record BroadcastEvent(String name, Arguments arguments) {

  /**
   * @return empty for a command that sends clients no event, and for what cannot be read
   */
  public static Optional<BroadcastEvent> of(Broadcast broadcast) {
    try {
      return broadcast.isCommand() ? asked(broadcast) : sent(broadcast);
    } catch (MalformedFrameException | PacketException e) {
      return Optional.empty();
    }
  }

  private static Optional<BroadcastEvent> asked(Broadcast broadcast) {
    return Command.decode(broadcast.packet()) instanceof Command.Ask ask
        ? Optional.of(new BroadcastEvent(ask.event(), ask.arguments()))
        : Optional.empty();
  }

  private static Optional<BroadcastEvent> sent(Broadcast broadcast) throws PacketException {
    Arguments all = EventText.parse(broadcast.packet(), broadcast.namespace());
    return Optional.of(new BroadcastEvent(all.text(0), all.without(1)));
  }
}
