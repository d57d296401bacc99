package io.tidings.cluster;

import io.tidings.relay.Relay;
import io.tidings.relay.Service;
import io.tidings.relay.WireReader;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Relays over Redis: each instance listens on a channel of its own, for the requests of the others
 * and for their answers.
 *
 * <p>While Redis is away frames wait, 32 MiB of them; what comes on top is unanswered at once. As
 * long as an instance owes an answer, it is looked at every second: it must hold a lease and
 * listen.
 */
final class RedisRelay implements Relay, AutoCloseable {

  private static final System.Logger LOG = System.getLogger(RedisRelay.class.getName());
  private static final long LOOK_INTERVAL = 1_000;

  /** Seconds for what has been answered to leave. */
  private static final long GOODBYE_SECONDS = 1;

  private final String self;
  private final Topic channel;
  private final RelayDelivery delivery;
  private final Supplier<CompletionStage<Set<String>>> leases;
  private final Scheduler scheduler;
  private final Questions questions = new Questions();
  private final Services services = new Services();
  private final Set<String> lookedAt = ConcurrentHashMap.newKeySet();
  private final Origins origins = new Origins();
  private final ServedRequests served = new ServedRequests();
  private volatile boolean leaving;
  private volatile boolean closed;

  /**
   * @param self the id of this instance
   * @param channel this instance's own
   * @param leases reads which instances hold one
   */
  RedisRelay(
      String self,
      Topic channel,
      RelaySender sender,
      Supplier<CompletionStage<Set<String>>> leases,
      Scheduler scheduler) {
    this.self = self;
    this.channel = channel;
    this.leases = leases;
    this.scheduler = scheduler;
    this.delivery = new RelayDelivery(sender, scheduler);
  }

  void start() {
    channel.receive(RelayFrame.REQUEST, once(this::firstRequested));
    channel.receive(RelayFrame.ANSWER, once(this::answered));
    // Nothing leaves before we listen, or we would miss the answer.
    channel.open().thenRun(delivery::start);
    tick();
  }

  @Override
  public CompletionStage<byte[]> ask(
      String instance, String subject, byte[] request, long patience) {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    long correlation = questions.add(instance, scheduler.millis() + patience, answer);
    boolean taken =
        delivery.send(
            instance,
            RelayFrame.Content.request(correlation, subject, request),
            here -> asked(correlation, here));
    if (!taken) {
      questions.refused(correlation, "too much waits for Redis");
    }
    return answer;
  }

  private void asked(long correlation, boolean here) {
    if (!here) {
      questions.gone(correlation);
    }
  }

  @Override
  public void serve(String subject, Service service) {
    services.put(subject, service);
  }

  @Override
  public CompletionStage<Boolean> isThere(String instance) {
    CompletableFuture<Boolean> there = new CompletableFuture<>();
    if (!delivery.send(instance, RelayFrame.Content.look(), there::complete)) {
      there.complete(true);
    }
    return there;
  }

  @Override
  public CompletionStage<Set<String>> instances() {
    return leases.get();
  }

  /** A batch whose call timed out was perhaps carried out, and is sent again. */
  private Consumer<WireReader> once(Consumer<RelayFrame> receiver) {
    return in -> {
      RelayFrame frame = RelayFrame.read(in);
      if (origins.isNew(frame.origin(), frame.number())) {
        receiver.accept(frame);
      }
    };
  }

  /** What nobody seemed to hear is sent again, and may have been heard over another node. */
  private void firstRequested(RelayFrame request) {
    if (served.isNew(request.origin(), request.correlation())) {
      requested(request);
    }
  }

  private void requested(RelayFrame request) {
    CompletableFuture<Boolean> heard = new CompletableFuture<>();
    if (leaving) {
      refuse(request, heard);
      return;
    }
    services
        .serve(request.origin(), request.word(), request.payload(), heard)
        .whenComplete(
            (answer, failure) -> {
              if (failure != null) {
                LOG.log(Level.DEBUG, "A request is not answered", failure);
                refuse(request, heard);
              } else if (!delivery.send(
                  request.origin(),
                  RelayFrame.Content.answer(request.correlation(), answer),
                  heard::complete)) {
                refuse(request, heard);
              }
            });
  }

  private void refuse(RelayFrame request, CompletableFuture<Boolean> heard) {
    heard.complete(false);
    delivery.send(request.origin(), RelayFrame.Content.refusal(request.correlation()), here -> {});
  }

  private void answered(RelayFrame answer) {
    if (answer.word().equals(RelayFrame.ANSWERED)) {
      questions.answered(answer.correlation(), answer.payload());
    } else {
      questions.refused(answer.correlation(), "the instance refuses");
    }
  }

  private void tick() {
    if (closed) {
      return;
    }
    questions.expire(scheduler.millis());
    questions.instances().forEach(this::look);
    scheduler.after(LOOK_INTERVAL, this::tick);
  }

  private void look(String instance) {
    boolean first = lookedAt.add(instance);
    if (first
        && !delivery.send(instance, RelayFrame.Content.look(), here -> looked(instance, here))) {
      lookedAt.remove(instance);
    }
  }

  private void looked(String instance, boolean here) {
    lookedAt.remove(instance);
    if (!here) {
      questions.gone(instance);
    }
  }

  /**
   * Refuses what it is asked from now on: an answer might not leave any more. Waits for those that
   * have been given, for a second at most.
   */
  void leave() {
    leaving = true;
    try {
      // Frames leave in order: when one to ourselves has, so have all before it.
      isThere(self).toCompletableFuture().get(GOODBYE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.log(Level.INFO, "Answers to other instances may not leave any more");
    }
  }

  @Override
  public void close() {
    closed = true;
    delivery.close();
    questions.close();
  }
}
