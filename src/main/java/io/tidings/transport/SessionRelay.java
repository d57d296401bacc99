package io.tidings.transport;

import io.tidings.access.Limit;
import io.tidings.access.MemoryBudget;
import io.tidings.access.MemoryBudget.Account;
import io.tidings.access.MemoryBudget.Use;
import io.tidings.config.EngineConfig;
import io.tidings.config.InstanceConfig;
import io.tidings.relay.Relay;
import io.tidings.transport.RelayedRequest.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/** The sessions of other instances: their polling requests are relayed, and answered from there. */
final class SessionRelay implements RemoteSessions {

  static final String SUBJECT = "polling";

  /** Milliseconds for an answer to travel, beyond what it may take its session to give one. */
  private static final long TRAVEL = 5_000;

  private static final Pattern SID = Pattern.compile("[0-9a-z]{8}[A-Za-z0-9_-]{24}");
  private static final byte[] NOTHING = {};
  private static final int SERVICE_UNAVAILABLE = 503;

  /** Of a body: the request, and the frame in which it leaves. */
  private static final int COPIES = 2;

  private final Relay relay;
  private final String self;
  private final EngineConfig config;
  private final Moving moving;
  private final MemoryBudget budget;

  /** How many GETs were relayed. */
  private final AtomicLong gets = new AtomicLong();

  /** Whose GETs wait here. */
  private final Set<String> parked = ConcurrentHashMap.newKeySet();

  /**
   * @param self this instance's id
   * @param budget counts the bodies that are on their way to other instances
   */
  SessionRelay(Relay relay, String self, EngineConfig config, Moving moving, MemoryBudget budget) {
    this.relay = relay;
    this.self = self;
    this.moving = moving;
    this.config = config;
    this.budget = budget;
  }

  @Override
  public boolean isElsewhere(String sid) {
    return SID.matcher(sid).matches() && !owner(sid).equals(self);
  }

  private static String owner(String sid) {
    return sid.substring(0, InstanceConfig.ID_LENGTH);
  }

  @Override
  public void get(String sid, Exchange exchange) {
    parked.add(sid);
    String name = gets.incrementAndGet() + " " + exchange.requestId();
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    exchange.whenDisconnected(() -> ask(Kind.DISCONNECTED, sid, bytes));
    forward(Kind.GET, sid, bytes, exchange);
  }

  /** Has the GETs that wait here answered, so that the next ones go to other instances. */
  void release() {
    parked.forEach(sid -> ask(Kind.RELEASE, sid, NOTHING));
  }

  @Override
  public void post(String sid, Exchange exchange) throws IOException {
    exchange.read(
        config.maxPayload(),
        new BodyReader.Receiver() {
          @Override
          public void complete(String body) {
            forwardBody(sid, body.getBytes(StandardCharsets.UTF_8), exchange);
          }

          @Override
          public void tooLarge() {
            forward(Kind.TOO_LARGE, sid, NOTHING, exchange);
          }

          @Override
          public void broken() {
            forward(Kind.BROKEN, sid, NOTHING, exchange);
          }
        });
  }

  @Override
  public void postBinary(String sid, Exchange exchange) {
    forward(Kind.BINARY, sid, NOTHING, exchange);
  }

  @Override
  public void unfit(String sid, Exchange exchange) {
    forward(Kind.UNFIT, sid, NOTHING, exchange);
  }

  @Override
  public Optional<Arrival> upgrade(String sid) {
    return config.allowUpgrades()
        ? Optional.of(new Arrival(sid, owner(sid), moving))
        : Optional.empty();
  }

  /** A large body is counted until the other instance has taken it. */
  private void forwardBody(String sid, byte[] body, Exchange exchange) {
    long weight = (long) COPIES * body.length;
    if (weight <= budget.free()) {
      forward(Kind.POST, sid, body, exchange);
      return;
    }
    Account account = budget.open(() -> {});
    if (!account.reserve(Use.RELAYED, weight, weight)) {
      account.end();
      exchange.answer(SERVICE_UNAVAILABLE, PollingTransport.TEXT, Limit.MEMORY.text());
      return;
    }
    forward(Kind.POST, sid, body, exchange)
        .whenComplete(
            (answer, failure) -> {
              account.release(Use.RELAYED, weight, weight);
              account.end();
            });
  }

  private CompletionStage<byte[]> forward(Kind kind, String sid, byte[] body, Exchange exchange) {
    return ask(kind, sid, body)
        .whenComplete(
            (answer, failure) -> {
              if (kind == Kind.GET) {
                parked.remove(sid);
              }
              answer(exchange, answer, failure);
            });
  }

  private CompletionStage<byte[]> ask(Kind kind, String sid, byte[] body) {
    // A GET is parked until the next ping at the latest.
    long patience = config.pingInterval() + config.pingTimeout() + TRAVEL;
    return relay.ask(owner(sid), SUBJECT, new RelayedRequest(kind, sid, body).encode(), patience);
  }

  private static void answer(Exchange exchange, byte[] answer, Throwable failure) {
    if (failure == null) {
      RelayedAnswer relayed = RelayedAnswer.decode(answer);
      exchange.answer(relayed.status(), relayed.type(), relayed.body());
    } else {
      exchange.refuse(EngineError.SESSION_UNKNOWN);
    }
  }
}
