package io.tidings.transport;

import io.tidings.packet.EncodedPacket;
import io.tidings.packet.JsonFrameEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sends packets as JSON frames. A frame is made once for all whom its packet goes to. */
final class JsonSender implements FrameSender {

  private final FrameSender frames;
  private final Outcome outcome;

  JsonSender(FrameSender frames, Outcome outcome) {
    this.frames = frames;
    this.outcome = outcome;
  }

  @Override
  public void send(List<EncodedPacket> packets) {
    List<EncodedPacket> all = new ArrayList<>(packets.size());
    for (EncodedPacket packet : packets) {
      EncodedPacket frame = packet.json();
      if (frame != EncodedPacket.NOTHING) {
        all.add(frame);
      }
    }
    if (all.isEmpty()) {
      outcome.sent();
    } else {
      frames.send(all);
    }
  }

  @Override
  public Optional<EncodedPacket> complaint(String why) {
    return Optional.of(JsonFrameEncoder.complaint(why));
  }
}
