package io.tidings.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.packet.EncodedPacket;
import io.tidings.packet.EncodedPacket.Kind;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortableSenderTest {

  private final EncodedPacket withAttachment =
      EncodedPacket.of(
          Kind.EVENT, "451-[…]".getBytes(StandardCharsets.UTF_8), List.of(new byte[] {1, 2}));
  private final EncodedPacket text = EncodedPacket.text(Kind.EVENT, "42€");

  private final List<Object> wire = new ArrayList<>();
  private final List<SendHandler> waiting = new ArrayList<>();
  private final List<String> outcomes = new ArrayList<>();
  private boolean answersAtOnce;

  private final FrameSender.Outcome outcome =
      new FrameSender.Outcome() {
        @Override
        public void sent() {
          outcomes.add("sent");
        }

        @Override
        public void failed(Throwable cause) {
          outcomes.add(cause.getMessage());
        }
      };

  @Test
  void theNextMessageWaitsForTheLast() {
    new PortableSender(remote(), outcome).send(List.of(withAttachment, text));
    assertThat(wire).containsExactly("451-[…]");
    answer();
    assertThat(wire).containsExactly("451-[…]", List.of((byte) 1, (byte) 2));
    answer();
    assertThat(wire).hasSize(3).last().isEqualTo("42€");
    assertThat(outcomes).isEmpty();
    answer();
    assertThat(outcomes).containsExactly("sent");
  }

  @Test
  void aContainerThatAnswersAtOncePilesUpNoCalls() {
    answersAtOnce = true;
    new PortableSender(remote(), outcome).send(Collections.nCopies(100_000, text));
    assertThat(wire).hasSize(100_000);
    assertThat(outcomes).containsExactly("sent");
  }

  @Test
  void aPingGoesInItsTurn() {
    new PortableSender(remote(), outcome).send(List.of(text, EncodedPacket.PING_FRAME, text));
    assertThat(wire).containsExactly("42€");
    answer();
    assertThat(wire).containsExactly("42€", "ping", "42€");
    answer();
    assertThat(outcomes).containsExactly("sent");
  }

  @Test
  void afterAFailureNothingMoreIsSent() {
    new PortableSender(remote(), outcome).send(List.of(withAttachment));
    waiting.remove(0).onResult(new SendResult(new IllegalStateException("gone")));
    assertThat(wire).hasSize(1);
    assertThat(outcomes).containsExactly("gone");
  }

  private void answer() {
    waiting.remove(0).onResult(new SendResult());
  }

  /** A connection that writes down what it is given. */
  private RemoteEndpoint.Async remote() {
    return (RemoteEndpoint.Async)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {RemoteEndpoint.Async.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("sendPing")) {
                wire.add("ping");
                return null;
              }
              wire.add(
                  arguments[0] instanceof ByteBuffer bytes ? boxed(bytes.array()) : arguments[0]);
              SendHandler handler = (SendHandler) arguments[1];
              if (answersAtOnce) {
                handler.onResult(new SendResult());
              } else {
                waiting.add(handler);
              }
              return null;
            });
  }

  private static List<Byte> boxed(byte[] bytes) {
    List<Byte> boxed = new ArrayList<>();
    for (byte b : bytes) {
      boxed.add(b);
    }
    return boxed;
  }
}
