package io.tidings.handler;

import io.tidings.namespace.Ack;
import io.tidings.namespace.DisconnectReason;
import io.tidings.namespace.EventHandler;
import io.tidings.namespace.EventRefusedException;
import io.tidings.namespace.Once;
import io.tidings.namespace.Socket;
import io.tidings.packet.Arguments;
import jakarta.enterprise.inject.spi.DefinitionException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All handler methods of one namespace, behind the filters. */
final class NamespaceHandler implements EventHandler {

  private final Surroundings all;
  private final List<HandlerMethod> onConnect = new ArrayList<>();
  private final List<HandlerMethod> onDisconnect = new ArrayList<>();
  private final Map<String, EventMethods> onEvent = new HashMap<>();
  private final Map<String, EventMethods> onServerEvent = new HashMap<>();

  NamespaceHandler(Surroundings all) {
    this.all = all;
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

  /**
   * @throws DefinitionException when another method answers the event already
   */
  void addServerEvent(String event, HandlerMethod method) {
    onServerEvent.computeIfAbsent(event, EventMethods::new).add(method);
  }

  @Override
  public boolean blocksOnConnect() {
    return blocks(all.handshakes()) || onConnect.stream().anyMatch(HandlerMethod::mayBlock);
  }

  @Override
  public boolean blocksOn(String event) {
    EventMethods methods = methods(event);
    return (methods != null && methods.mayBlock()) || blocks(all.events());
  }

  private static <T> boolean blocks(List<Filter<T>> filters) {
    return !filters.isEmpty() && filters.stream().anyMatch(Filter::mayBlock);
  }

  @Override
  public void connect(Socket socket) {
    all.scope().run(() -> connect(Call.connect(socket, all.mapper())));
  }

  private void connect(Call call) {
    for (Filter<HandshakeFilter> filter : all.handshakes()) {
      if (filter.isFor(call.namespace())) {
        filter.bean().get().filter(call.socket());
      }
    }
    for (HandlerMethod method : onConnect) {
      try {
        method.permit(call);
        method.call(call);
      } catch (RuntimeException e) {
        throw Failures.refusal(method, call, e);
      }
    }
  }

  @Override
  public void event(Socket socket, String event, Arguments arguments, Ack ack) {
    event(socket, event, arguments, ack, null);
  }

  @Override
  public void event(Socket socket, String event, Arguments arguments, Ack ack, Once once) {
    EventMethods methods = methods(event);
    if (!all.events().isEmpty() || methods != null && methods.isScoped()) {
      all.scope().run(() -> event(methods, socket, event, arguments, ack, once));
    } else if (methods != null) {
      event(methods, socket, event, arguments, ack, once);
    }
  }

  /**
   * @param once null for an event that is handled whenever it comes
   */
  private void event(
      EventMethods methods, Socket socket, String event, Arguments arguments, Ack ack, Once once) {
    Arguments passed = arguments;
    try {
      for (Filter<EventFilter> filter : all.events()) {
        if (filter.isFor(socket.namespace())) {
          passed = filter.bean().get().filter(socket, event, passed);
        }
      }
    } catch (EventRefusedException e) {
      ack.send(Failures.refusal(e));
      return;
    } catch (RuntimeException e) {
      ack.send(Failures.unexpected(e));
      return;
    }
    if (methods == null) {
      return;
    }
    Call call = Call.event(socket, event, passed, ack, all.mapper());
    if (once != null && methods.permit(call)) {
      once.handle(answer -> methods.call(call.answeredBy(answer)));
    } else {
      methods.call(call);
    }
  }

  @Override
  public boolean serverEvent(String namespace, String event, Arguments arguments, Ack ack) {
    EventMethods methods = onServerEvent.get(event);
    if (methods == null) {
      return false;
    }
    Call call = Call.serverEvent(namespace, event, arguments, ack, all.mapper());
    all.scope().run(() -> methods.call(call));
    return true;
  }

  /** Those for an event, else those for all that no other names; null for none. */
  private EventMethods methods(String event) {
    EventMethods named = onEvent.get(event);
    return named == null ? onEvent.get(OnEvent.ANY) : named;
  }

  @Override
  public void disconnect(Socket socket, DisconnectReason reason) {
    all.scope().run(() -> disconnect(Call.disconnect(socket, reason, all.mapper())));
  }

  private void disconnect(Call call) {
    for (HandlerMethod method : onDisconnect) {
      try {
        method.call(call);
      } catch (RuntimeException e) {
        Failures.note(method, call, e);
      }
    }
  }
}
