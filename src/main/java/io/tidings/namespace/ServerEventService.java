package io.tidings.namespace;

import io.tidings.packet.ArgumentMapper;
import io.tidings.packet.Arguments;
import io.tidings.relay.Service;
import io.tidings.relay.WireReader;
import io.tidings.relay.WireWriter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Hands the events that other instances send by {@link ServerEvents} to this one's handlers: those
 * of each instance one after the other, in their order.
 */
final class ServerEventService implements Service {

  /** The answer where no method is for the event. */
  private static final byte[] UNHEARD = {};

  /** Bytes of the events of one instance that may wait; one that is too much is not answered. */
  private static final long MAX_WAITING = 16 << 20;

  private final EventHandlers handlers;
  private final ArgumentMapper mapper;
  private final Executor executor;
  private final Map<String, Inbox> inboxes = new ConcurrentHashMap<>();

  ServerEventService(EventHandlers handlers, ArgumentMapper mapper, Executor executor) {
    this.handlers = handlers;
    this.mapper = mapper;
    this.executor = executor;
  }

  @Override
  public CompletionStage<byte[]> serve(String from, byte[] request) {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    Inbox inbox = inboxes.computeIfAbsent(from, id -> new Inbox(executor, MAX_WAITING));
    if (!inbox.submit(true, request.length, () -> handle(request, answer))) {
      answer.complete(UNHEARD);
    }
    return answer;
  }

  private void handle(byte[] request, CompletableFuture<byte[]> answer) {
    try {
      WireReader in = new WireReader(request);
      String namespace = in.text();
      String event = in.text();
      Arguments arguments = Wire.readArguments(in);
      Ack ack = new Ack(mapper, said -> answer.complete(encoded(said)));
      Optional<EventHandler> handler = handlers.find(namespace);
      if (handler.isEmpty() || !handler.get().serverEvent(namespace, event, arguments, ack)) {
        answer.complete(UNHEARD);
      }
    } catch (RuntimeException e) {
      answer.completeExceptionally(e);
    }
  }

  private static byte[] encoded(Arguments arguments) {
    WireWriter out = new WireWriter(64);
    Wire.write(out, arguments);
    return out.toBytes();
  }
}
