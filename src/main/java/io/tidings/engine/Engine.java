package io.tidings.engine;

import io.tidings.access.MemoryBudget;
import io.tidings.config.EngineConfig;
import io.tidings.config.OutboxConfig;
import io.tidings.packet.EncodedPacket;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Opens sessions and finds them by id. Several engines may stand side by side. */
public final class Engine implements AutoCloseable {

  /** 144 random bits: an id is a secret, and must not be guessed. */
  private static final int RANDOM_BYTES = 18;

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final String idPrefix;
  private final EngineConfig config;
  private final OutboxConfig outboxConfig;
  private final Timer timer;
  private final MemoryBudget budget;
  private final SessionListener listener;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Session> sessions = new ConcurrentHashMap<>();

  /** Ids of sessions that moved away; late requests for them are refused with a reason. */
  private final Set<String> left = ConcurrentHashMap.newKeySet();

  private volatile boolean draining;

  /**
   * @param idPrefix what session ids begin with, so that any instance can tell who owns one
   */
  public Engine(
      String idPrefix,
      EngineConfig config,
      OutboxConfig outboxConfig,
      Timer timer,
      MemoryBudget budget,
      SessionListener listener) {
    this.idPrefix = idPrefix;
    this.config = config;
    this.outboxConfig = outboxConfig;
    this.timer = timer;
    this.budget = budget;
    this.listener = listener;
  }

  /** The roles that matter to whoever listens to the sessions. */
  public Set<String> roles() {
    return listener.roles();
  }

  /**
   * Asks whoever listens whether a session may be opened. May block.
   *
   * @return why not, in words for the client; empty when it may
   */
  public Optional<String> refusal(HandshakeRequest request) {
    return listener.refusal(request);
  }

  public EngineConfig config() {
    return config;
  }

  public Timer timer() {
    return timer;
  }

  /** What may be held for all clients together. */
  public MemoryBudget budget() {
    return budget;
  }

  /**
   * Makes a session that is not open yet. A transport that needs its session before the first
   * packet arrives binds to it, then calls {@link #start}.
   */
  public Session create(HandshakeRequest request) {
    return session(newId(), request);
  }

  private Session session(String id, HandshakeRequest request) {
    return new Session(
        id, config, outboxConfig, timer, budget, request, listener, s -> sessions.remove(s.id()));
  }

  /** Opens a session: its client is sent the handshake, and requests find it by its id. */
  public void start(Session session, Transport transport) {
    sessions.put(session.id(), session);
    session.start(transport);
  }

  /** The session with this id, if it is here and its client has not been silent for too long. */
  public Optional<Session> find(String id) {
    Session session = sessions.get(id);
    if (session != null && session.isOpen() && session.isOverdue()) {
      session.terminate(CloseReason.PING_TIMEOUT);
      return Optional.empty();
    }
    return Optional.ofNullable(session);
  }

  /**
   * Gives a session away, to go on at another instance.
   *
   * @param elsewhere takes what the session is still given to send here, in order
   * @return what the other instance needs to go on; empty when the session is not open any more
   */
  public Optional<SessionState> release(Session session, Consumer<EncodedPacket> elsewhere) {
    Optional<SessionState> state = session.leave(elsewhere);
    if (state.isPresent()) {
      left.add(session.id());
      sessions.remove(session.id());
      timer.schedule(config.pingInterval() + config.pingTimeout(), () -> left.remove(session.id()));
    }
    return state;
  }

  /**
   * Goes on with a session of another instance, and tells the listener. It sends when it is
   * flushed.
   *
   * @param transport to which its client has moved
   */
  public Session adopt(SessionState state, Transport transport) {
    Session session = session(state.id(), state.request());
    listener.onOpen(session);
    sessions.put(state.id(), session);
    session.resume(state, transport);
    return session;
  }

  /** Whether a session was here until a moment ago, and has moved to another instance since. */
  public boolean hasLeft(String id) {
    return left.contains(id);
  }

  /** From now on no session is to begin here, nor come from another instance. */
  public void drain() {
    draining = true;
  }

  /** Whether what would begin here is to be sent away. */
  public boolean isDraining() {
    return draining;
  }

  /** The sessions of this moment. */
  public List<Session> sessions() {
    return List.copyOf(sessions.values());
  }

  /** How many sessions there are. */
  public int count() {
    return sessions.size();
  }

  @Override
  public void close() {
    for (Session session : sessions.values()) {
      session.close(CloseReason.SERVER_SHUTDOWN);
    }
    listener.onEnd();
  }

  private String newId() {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return idPrefix + BASE64.encodeToString(bytes);
  }
}
