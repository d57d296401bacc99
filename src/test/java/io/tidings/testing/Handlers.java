package io.tidings.testing;

import io.tidings.namespace.Ack;
import io.tidings.namespace.DisconnectReason;
import io.tidings.namespace.EventHandler;
import io.tidings.namespace.EventHandlers;
import io.tidings.namespace.Handshake;
import io.tidings.namespace.Once;
import io.tidings.namespace.Socket;
import io.tidings.packet.Arguments;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.enterprise.inject.spi.Producer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Knows which handlers run, since time should not pass over what they are about to wait for; and of
 * which sockets they have not heard the end yet, since their beans must not be taken away before.
 */
final class Handlers {

  /** Milliseconds that time waits for handlers, which may themselves wait for time. */
  private static final long POLITENESS = 200;

  private final Set<String> outstanding = new HashSet<>();
  private int running;

  <X> Producer<X> watching(Producer<X> handlers) {
    return new Producer<>() {
      @Override
      @SuppressWarnings("unchecked") // X is EventHandlers.
      public X produce(CreationalContext<X> context) {
        EventHandlers made = (EventHandlers) handlers.produce(context);
        return (X) new WatchedHandlers(made);
      }

      @Override
      public void dispose(X instance) {}

      @Override
      public Set<InjectionPoint> getInjectionPoints() {
        return handlers.getInjectionPoints();
      }
    };
  }

  private synchronized void enter() {
    running++;
  }

  private synchronized void leave() {
    running--;
    notifyAll();
  }

  private synchronized void began(Socket socket) {
    outstanding.add(socket.id());
  }

  private synchronized void ended(Socket socket) {
    outstanding.remove(socket.id());
  }

  /** Waits until no handler runs, or for as long as is polite. */
  void awaitIdle() {
    await(POLITENESS, () -> running == 0);
  }

  /** Waits until the handlers have heard of the end of all sockets that they let in. */
  void awaitEnds(Duration patience) {
    await(patience.toMillis(), () -> outstanding.isEmpty() && running == 0);
  }

  private synchronized void await(long patience, BooleanSupplier there) {
    long until = System.nanoTime() + patience * 1_000_000;
    try {
      for (long left = patience; left > 0 && !there.getAsBoolean(); ) {
        wait(left);
        left = (until - System.nanoTime()) / 1_000_000;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class WatchedHandlers implements EventHandlers {

    private final EventHandlers handlers;

    WatchedHandlers(EventHandlers handlers) {
      this.handlers = handlers;
    }

    @Override
    public Optional<EventHandler> find(String namespace) {
      return handlers.find(namespace).map(Watching::new);
    }

    @Override
    public void admit(Handshake handshake) {
      handlers.admit(handshake);
    }

    @Override
    public Set<String> roles() {
      return handlers.roles();
    }
  }

  private final class Watching implements EventHandler {

    private final EventHandler handler;

    Watching(EventHandler handler) {
      this.handler = handler;
    }

    @Override
    public boolean blocksOnConnect() {
      return handler.blocksOnConnect();
    }

    @Override
    public boolean blocksOn(String event) {
      return handler.blocksOn(event);
    }

    @Override
    public void connect(Socket socket) {
      enter();
      try {
        handler.connect(socket);
        began(socket);
      } finally {
        leave();
      }
    }

    @Override
    public void event(Socket socket, String event, Arguments arguments, Ack ack) {
      enter();
      try {
        handler.event(socket, event, arguments, ack);
      } finally {
        leave();
      }
    }

    @Override
    public void event(Socket socket, String event, Arguments arguments, Ack ack, Once once) {
      enter();
      try {
        handler.event(socket, event, arguments, ack, once);
      } finally {
        leave();
      }
    }

    @Override
    public boolean serverEvent(String namespace, String event, Arguments arguments, Ack ack) {
      enter();
      try {
        return handler.serverEvent(namespace, event, arguments, ack);
      } finally {
        leave();
      }
    }

    @Override
    public void disconnect(Socket socket, DisconnectReason reason) {
      enter();
      try {
        handler.disconnect(socket, reason);
      } finally {
        ended(socket);
        leave();
      }
    }
  }
}
