package io.tidings.access;

import io.tidings.config.LimitsConfig;
import java.util.Optional;
import java.util.function.LongSupplier;

/** How much clients may do at this instance, and how often they wanted more. */
public final class Limits {

  private final LimitsConfig config;
  private final ConnectionCount connections;
  private final RefusalCounts refusals;

  public Limits(LimitsConfig config, RefusalCounts refusals) {
    this.config = config;
    this.connections = new ConnectionCount(config);
    this.refusals = refusals;
  }

  /** Those of an engine that nobody has limited. */
  public static Limits none() {
    return new Limits(LimitsConfig.NONE, new RefusalCounts());
  }

  /**
   * Asks before a connection begins.
   *
   * @param address of the client
   * @return why it is refused, counted already; empty when it is not
   */
  public Optional<Limit> refusal(String address) {
    Optional<Limit> refusal = connections.refusal(address);
    refusal.ifPresent(refusals::refused);
    return refusal;
  }

  /** A connection is open. */
  public void entered(String address) {
    connections.entered(address);
  }

  /** A connection that had {@link #entered} is here no more. */
  public void left(String address) {
    connections.left(address);
  }

  /**
   * Watches one connection.
   *
   * @param clock milliseconds
   * @return empty where there is no limit
   */
  public Optional<EventRate> eventRate(LongSupplier clock) {
    return config.eventsPerSecond() == 0
        ? Optional.empty()
        : Optional.of(new EventRate(config.eventsPerSecond(), clock));
  }

  /**
   * Whether a socket may join no more rooms.
   *
   * @param rooms that it is in
   */
  public boolean isFull(int rooms) {
    return config.roomsPerSocket() > 0 && rooms >= config.roomsPerSocket();
  }

  /**
   * Whether more sockets are lost than may come back.
   *
   * @param lost how many are
   */
  public boolean areTooManyLost(int lost) {
    return config.lostSockets() > 0 && lost > config.lostSockets();
  }

  /**
   * Whether there may be no more namespaces.
   *
   * @param namespaces with a socket in them
   */
  public boolean areNamespacesFull(int namespaces) {
    return config.namespaces() > 0 && namespaces >= config.namespaces();
  }

  /**
   * Whether there may be no more rooms.
   *
   * @param rooms of this instance, over all namespaces
   */
  public boolean areRoomsFull(int rooms) {
    return config.rooms() > 0 && rooms >= config.rooms();
  }

  /** For messages: how many rooms a socket may be in. */
  public int roomsPerSocket() {
    return config.roomsPerSocket();
  }

  /** What was refused. */
  public RefusalCounts refusals() {
    return refusals;
  }
}
