package io.tidings.transport;

import io.tidings.engine.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;

/**
 * The container's side of one WebSocket. An instance serves one connection; Tyrus wants it public.
 */
public final class WebSocketEndpoint extends Endpoint {

  private final SocketContainer container;
  private final MessageParts parts;
  private WebSocketTransport transport;

  WebSocketEndpoint(SocketContainer container, int maxPayload) {
    this.container = container;
    this.parts = new MessageParts(maxPayload);
  }

  @Override
  public void onOpen(Session socket, EndpointConfig config) {
    Handover.Pending pending = Handover.take(socket.getUserProperties());
    transport = new WebSocketTransport(socket, pending, container);
    // Handlers of parts, because for whole messages Tyrus knows no limit, and tries every decoder.
    socket.addMessageHandler(String.class, (MessageHandler.Partial<String>) this::onText);
    socket.addMessageHandler(byte[].class, (MessageHandler.Partial<byte[]>) this::onBinary);
    if (container.pings()) {
      socket.addMessageHandler(
          PongMessage.class, (MessageHandler.Whole<PongMessage>) pong -> transport.pong());
    }
    pending.whenOpen().accept(transport);
  }

  private void onText(String part, boolean last) {
    try {
      parts.add(part, last).ifPresent(transport::receive);
    } catch (MessageTooLargeException e) {
      transport.refuse(CloseCodes.TOO_BIG, e.getMessage());
    }
  }

  private void onBinary(byte[] part, boolean last) {
    try {
      parts.add(part, last).ifPresent(transport::receive);
    } catch (MessageTooLargeException e) {
      transport.refuse(CloseCodes.TOO_BIG, e.getMessage());
    }
  }

  @Override
  public void onClose(Session socket, jakarta.websocket.CloseReason reason) {
    if (transport != null) {
      transport.closedByClient(reasonOf(reason.getCloseCode().getCode()));
    }
  }

  /** The container found a fault, or our own code threw: either way this connection ends. */
  @Override
  public void onError(Session socket, Throwable fault) {
    if (transport != null) {
      transport.lose(CloseReason.TRANSPORT_ERROR);
    }
  }

  private static CloseReason reasonOf(int code) {
    boolean broken =
        code == CloseCodes.PROTOCOL_ERROR.getCode()
            || code == CloseCodes.NOT_CONSISTENT.getCode()
            || code == CloseCodes.TOO_BIG.getCode()
            || code == CloseCodes.UNEXPECTED_CONDITION.getCode();
    return broken ? CloseReason.TRANSPORT_ERROR : CloseReason.TRANSPORT_CLOSE;
  }
}
