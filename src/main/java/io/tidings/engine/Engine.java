package io.tidings.engine;

import io.tidings.config.EngineConfig;
import io.tidings.config.OutboxConfig;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Opens sessions and finds them by id. Several engines may stand side by side. */
public final class Engine implements AutoCloseable {

  /** 144 random bits: an id is a secret, and must not be guessed. */
  private static final int RANDOM_BYTES = 18;

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final String idPrefix;
  private final EngineConfig config;
  private final OutboxConfig outboxConfig;
  private final Timer timer;
  private final SessionListener listener;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Session> sessions = new ConcurrentHashMap<>();

  /**
   * @param idPrefix what session ids begin with, so that any instance can tell who owns one
   */
  public Engine(
      String idPrefix,
      EngineConfig config,
      OutboxConfig outboxConfig,
      Timer timer,
      SessionListener listener) {
    this.idPrefix = idPrefix;
    this.config = config;
    this.outboxConfig = outboxConfig;
    this.timer = timer;
    this.listener = listener;
  }

  public EngineConfig config() {
    return config;
  }

  public Timer timer() {
    return timer;
  }

  /**
   * Makes a session that is not open yet. A transport that needs its session before the first
   * packet arrives binds to it, then calls {@link #start}.
   */
  public Session create(HandshakeRequest request) {
    return new Session(
        newId(), config, outboxConfig, timer, request, listener, s -> sessions.remove(s.id()));
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

  /** How many sessions there are. */
  public int count() {
    return sessions.size();
  }

  @Override
  public void close() {
    for (Session session : sessions.values()) {
      session.close(CloseReason.SERVER_SHUTDOWN);
    }
  }

  private String newId() {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return idPrefix + BASE64.encodeToString(bytes);
  }
}
