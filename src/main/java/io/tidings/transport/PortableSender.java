package io.tidings.transport;

import io.tidings.packet.EncodedPacket;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends by the standard API: one message at a time, the next when the last is done, since a
 * container may refuse a second one before that.
 */
final class PortableSender implements FrameSender {

  private final RemoteEndpoint.Async remote;
  private final Outcome outcome;

  /**
   * Strings, byte arrays and pings; touched only by whoever moved {@link #steps} away from zero.
   */
  private final Queue<Object> messages = new ArrayDeque<>();

  /** Steps asked for and not yet made: a container that answers at once must not pile up calls. */
  private final AtomicInteger steps = new AtomicInteger();

  PortableSender(RemoteEndpoint.Async remote, Outcome outcome) {
    this.remote = remote;
    this.outcome = outcome;
  }

  @Override
  public void send(List<EncodedPacket> packets) {
    for (EncodedPacket packet : packets) {
      if (packet == EncodedPacket.PING_FRAME) {
        messages.add(packet);
      }
      if (packet.text().length > 0) {
        messages.add(new String(packet.text(), StandardCharsets.UTF_8));
      }
      messages.addAll(packet.attachments());
    }
    step();
  }

  private void step() {
    if (steps.getAndIncrement() > 0) {
      return;
    }
    do {
      sendNext();
    } while (steps.decrementAndGet() > 0);
  }

  private void sendNext() {
    Object message = messages.poll();
    try {
      if (message == null) {
        outcome.sent();
      } else if (message instanceof String text) {
        remote.sendText(text, this::done);
      } else if (message == EncodedPacket.PING_FRAME) {
        remote.sendPing(ByteBuffer.allocate(0));
        step();
      } else {
        remote.sendBinary(ByteBuffer.wrap((byte[]) message), this::done);
      }
    } catch (IOException | RuntimeException e) {
      outcome.failed(e);
    }
  }

  private void done(SendResult result) {
    if (result.isOK()) {
      step();
    } else {
      outcome.failed(result.getException());
    }
  }
}
