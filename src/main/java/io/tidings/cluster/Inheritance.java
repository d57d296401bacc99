package io.tidings.cluster;

import io.tidings.broadcast.SocketStore.Estate;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.redisson.api.RScript;
import org.redisson.client.codec.ByteArrayCodec;

/**
 * Renews what Redis keeps of this instance's sockets, and takes from it those of instances that are
 * gone and whose clients have not come back in time, in portions.
 */
final class Inheritance implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Inheritance.class.getName());

  private static final int PORTION = 100;

  private static final Script<List<byte[]>> TEND =
      new Script<>(RScript.ReturnType.LIST, ByteArrayCodec.INSTANCE, "gone", "kept", "kept-tend");

  private final Redis redis;
  private final KeptScope scope;
  private final long interval;
  private final Scheduler scheduler;
  private final Outage outage;
  private volatile Consumer<Estate> heir;
  private volatile boolean asking;
  private volatile boolean closed;
  private byte[] looking = KeptScope.bytes(0);
  private long number = 1;

  /**
   * @param interval between two looks, in milliseconds
   */
  Inheritance(Redis redis, KeptScope scope, long interval, Scheduler scheduler) {
    this.redis = redis;
    this.scope = scope;
    this.interval = interval;
    this.scheduler = scheduler;
    this.outage = new Outage("Renewing what is kept of sockets", scheduler);
  }

  void start() {
    scheduler.after(interval, this::tick);
  }

  void inherit(Consumer<Estate> heir) {
    this.heir = heir;
  }

  private void tick() {
    if (closed) {
      return;
    }
    scheduler.after(interval, this::tick);
    // Redisson may still try to bring the last one out.
    if (!asking) {
      asking = true;
      tend();
    }
  }

  private void tend() {
    byte[] portion = KeptScope.bytes(heir == null ? 0 : PORTION);
    redis
        .call(TEND, scope.names(), scope.arguments(portion, looking, KeptScope.bytes(number)))
        .whenComplete(this::tended);
  }

  private void tended(List<byte[]> found, Throwable failure) {
    if (failure != null) {
      asking = false;
      if (!closed) {
        outage.failed(failure);
      }
      return;
    }
    outage.succeeded();
    looking = found.get(0);
    number++;
    List<Estate> estates = estates(found);
    estates.forEach(this::give);
    if (estates.isEmpty() || closed) {
      asking = false;
    } else {
      tend();
    }
  }

  private static List<Estate> estates(List<byte[]> found) {
    List<Estate> estates = new ArrayList<>();
    int at = 1;
    while (at < found.size()) {
      byte[] state = found.get(at);
      int events = at + 2;
      at = events + Integer.parseInt(new String(found.get(at + 1), StandardCharsets.US_ASCII));
      estates.add(new Estate(state, List.copyOf(found.subList(events, at))));
    }
    return estates;
  }

  /** Gives this instance's heir a socket that is nobody's any more. */
  void give(Estate estate) {
    Consumer<Estate> to = heir;
    if (to == null) {
      return;
    }
    try {
      to.accept(estate);
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "What a dead instance left of a socket was not taken", e);
    }
  }

  /** The clients of this instance have their time from now on. */
  CompletionStage<?> leave() {
    byte[] none = KeptScope.bytes(0);
    return redis.call(TEND, scope.names(), scope.lastArguments(none, looking, none));
  }

  @Override
  public void close() {
    closed = true;
  }
}
