package io.tidings.handler;

import io.tidings.namespace.Ack;
import io.tidings.namespace.DisconnectReason;
import io.tidings.namespace.EventHandler;
import io.tidings.namespace.Socket;
import io.tidings.packet.ArgumentMapper;
import io.tidings.packet.Arguments;
import jakarta.enterprise.inject.spi.DefinitionException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All handler methods of one namespace. */
final class NamespaceHandler implements EventHandler {

  private final ArgumentMapper mapper;
  private final List<HandlerMethod> onConnect = new ArrayList<>();
  private final List<HandlerMethod> onDisconnect = new ArrayList<>();
  private final Map<String, EventMethods> onEvent = new HashMap<>();

  NamespaceHandler(ArgumentMapper mapper) {
    this.mapper = mapper;
  }

  void addConnect(HandlerMethod method) {
    onConnect.add(method);
  }

  void addDisconnect(HandlerMethod method) {
    onDisconnect.add(method);
  }

  /**
   * @throws DefinitionException when another method answers the event already
   */
  void addEvent(String event, HandlerMethod method) {
    onEvent.computeIfAbsent(event, EventMethods::new).add(method);
  }

  @Override
  public boolean blocksOnConnect() {
    return onConnect.stream().anyMatch(HandlerMethod::mayBlock);
  }

  @Override
  public boolean blocksOn(String event) {
    EventMethods methods = methods(event);
    return methods != null && methods.mayBlock();
  }

  @Override
  public void connect(Socket socket) {
    Call call = Call.connect(socket, mapper);
    for (HandlerMethod method : onConnect) {
      method.call(call);
    }
  }

  @Override
  public void event(Socket socket, String event, Arguments arguments, Ack ack) {
    EventMethods methods = methods(event);
    if (methods != null) {
      methods.call(Call.event(socket, event, arguments, ack, mapper));
    }
  }

  /** Those for an event, else those for all that no other names; null for none. */
  private EventMethods methods(String event) {
    EventMethods named = onEvent.get(event);
    return named == null ? onEvent.get(OnEvent.ANY) : named;
  }

  @Override
  public void disconnect(Socket socket, DisconnectReason reason) {
    Call call = Call.disconnect(socket, reason, mapper);
    for (HandlerMethod method : onDisconnect) {
      method.call(call);
    }
  }
}
