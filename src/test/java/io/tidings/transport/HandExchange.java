package io.tidings.transport;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A polling request of a test, with its answer as {@code <status> <type> <body>}. */
final class HandExchange implements Exchange {

  private final String body;
  private final boolean broken;
  private final CompletableFuture<Boolean> lost = new CompletableFuture<>();
  private String requestId = "";
  private Runnable whenDisconnected = () -> {};
  private volatile String answer;

  private HandExchange(String body, boolean broken) {
    this.body = body;
    this.broken = broken;
  }

  static HandExchange get() {
    HandExchange get = new HandExchange("", false);
    get.lost(false);
    return get;
  }

  /** Whether it is lost, the test says later. */
  static HandExchange doubtfulGet() {
    return new HandExchange("", false);
  }

  /** One that a balancer has named. */
  HandExchange named(String id) {
    requestId = id;
    return this;
  }

  @Override
  public String requestId() {
    return requestId;
  }

  static HandExchange post(String body) {
    return new HandExchange(body, false);
  }

  static HandExchange brokenPost() {
    return new HandExchange("", true);
  }

  /** Null until it is answered. */
  String answer() {
    return answer;
  }

  @Override
  public void read(int limit, BodyReader.Receiver receiver) {
    if (broken) {
      receiver.broken();
    } else if (body.getBytes(StandardCharsets.UTF_8).length > limit) {
      receiver.tooLarge();
    } else {
      receiver.complete(body);
    }
  }

  @Override
  public void whenDisconnected(Runnable task) {
    whenDisconnected = task;
  }

  /** The client has gone before it was sent the answer. */
  void disconnect() {
    whenDisconnected.run();
  }

  /** Says what {@link #isLost()} was asked. */
  void lost(boolean lost) {
    this.lost.complete(lost);
  }

  @Override
  public CompletionStage<Boolean> isLost() {
    return lost;
  }

  @Override
  public void answer(int status, String type, byte[] bytes) {
    if (answer != null) {
      throw new AssertionError("answered twice");
    }
    answer = status + " " + type + " " + new String(bytes, StandardCharsets.UTF_8);
  }
}
