package io.tidings.handler;

import io.tidings.handler.Parameter.Call;
import io.tidings.namespace.Ack;
import io.tidings.namespace.DisconnectReason;
import io.tidings.namespace.EventHandler;
import io.tidings.namespace.Socket;
import io.tidings.packet.ArgumentMapper;
import io.tidings.packet.Arguments;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.logging.Level;
import java.util.logging.Logger;

/** All handler methods of one namespace. */
final class NamespaceHandler implements EventHandler {

  private static final Logger LOG = Logger.getLogger(NamespaceHandler.class.getName());
  private static final RareLog FAILURES = new RareLog(LOG);

  private final ArgumentMapper mapper;
  private final List<HandlerMethod> onConnect = new ArrayList<>();
  private final List<HandlerMethod> onDisconnect = new ArrayList<>();
  private final Map<String, List<HandlerMethod>> onEvent = new HashMap<>();

  NamespaceHandler(ArgumentMapper mapper) {
    this.mapper = mapper;
  }

  void addConnect(HandlerMethod method) {
    onConnect.add(method);
  }

  void addDisconnect(HandlerMethod method) {
    onDisconnect.add(method);
  }

  void addEvent(String event, HandlerMethod method) {
    onEvent.computeIfAbsent(event, name -> new ArrayList<>(1)).add(method);
  }

  @Override
  public boolean blocksOnConnect() {
    return onConnect.stream().anyMatch(HandlerMethod::mayBlock);
  }

  @Override
  public boolean blocksOn(String event) {
    for (HandlerMethod method : onEvent.getOrDefault(event, List.of())) {
      if (method.mayBlock()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void connect(Socket socket) {
    Call call = new Call(socket, Arguments.NONE, null, null, mapper);
    for (HandlerMethod method : onConnect) {
      method.call(call);
    }
  }

  @Override
  public void event(Socket socket, String event, Arguments arguments, Ack ack) {
    for (HandlerMethod method : onEvent.getOrDefault(event, List.of())) {
      event(method, new Call(socket, arguments, ack, null, mapper));
    }
  }

  private static void event(HandlerMethod method, Call call) {
    Object result;
    try {
      result = method.call(call);
    } catch (BadArgumentException e) {
      LOG.log(Level.FINE, "An event did not fit its handler", e);
      call.ack().send(Map.of("error", String.valueOf(e.getMessage())));
      return;
    } catch (RuntimeException e) {
      answer(call.ack(), null, e);
      return;
    }
    if (result instanceof CompletionStage<?> stage) {
      stage.whenComplete((value, failure) -> answer(call.ack(), value, failure));
    } else if (method.returnsNothing()) {
      if (!method.takesAck()) {
        call.ack().send(Arguments.NONE);
      }
    } else {
      answer(call.ack(), result, null);
    }
  }

  private static void answer(Ack ack, Object value, Throwable failure) {
    if (failure != null) {
      FAILURES.log("A handler failed", failure);
      ack.send(Map.of("error", "internal error"));
      return;
    }
    try {
      if (value instanceof Arguments arguments) {
        ack.send(arguments);
      } else {
        ack.send(new Object[] {value});
      }
    } catch (RuntimeException e) {
      // A value without a JSON form: the client waits all the same.
      answer(ack, null, e);
    }
  }

  @Override
  public void disconnect(Socket socket, DisconnectReason reason) {
    Call call = new Call(socket, Arguments.NONE, null, reason, mapper);
    for (HandlerMethod method : onDisconnect) {
      method.call(call);
    }
  }
}
