package io.tidings.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Starts instances in memory that run handler classes. Immutable but for what it has started: each
 * step returns a new kit.
 *
 * <pre>{@code
 * try (TestCluster cluster = TestKit.with(Chat.class).start(2)) {
 *   TestClient ada = cluster.instance(0).connect("/chat", Map.of("name", "Ada"));
 *   TestClient bob = cluster.instance(1).connect("/chat", Map.of("name", "Bob"));
 *   ada.emitWithAck("enter", "lobby");
 *   bob.emitWithAck("enter", "lobby");
 *
 *   ada.emit("say", "lobby", "hi");
 *
 *   assertEquals("hi", bob.received("said").as(1, String.class));
 * }
 * }</pre>
 */
public final class TestKit {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final List<Class<?>> beans;
  private final Map<String, String> settings;
  private final Duration patience;

  private TestKit(List<Class<?>> beans, Map<String, String> settings, Duration patience) {
    this.beans = List.copyOf(beans);
    this.settings = Map.copyOf(settings);
    this.patience = patience;
  }

  /**
   * @param beans handler classes, and whatever else of the application they need: each with an
   *     annotation that makes it a CDI bean, or an interceptor or alternative with a priority
   */
  public static TestKit with(Class<?>... beans) {
    return new TestKit(List.of(beans), Map.of(), PATIENCE);
  }

  /** With more beans. */
  public TestKit and(Class<?>... more) {
    List<Class<?>> all = new ArrayList<>(beans);
    all.addAll(List.of(more));
    return new TestKit(all, settings, patience);
  }

  /**
   * With a key of the configuration.
   *
   * @param key in full, such as {@code tidings.ping-interval}, or one of {@code @EnabledWhen}
   */
  public TestKit set(String key, String value) {
    Map<String, String> all = new HashMap<>(settings);
    all.put(key, value);
    return new TestKit(beans, all, patience);
  }

  /** With another limit to what clients wait for; real time, 5 seconds if it is not set. */
  public TestKit patience(Duration limit) {
    return new TestKit(beans, settings, limit);
  }

  /**
   * Starts one instance.
   *
   * @throws RuntimeException when the beans could not be deployed, for a wrong signature for
   *     example; of the container's own kind, with the cause
   */
  public TestInstance start() {
    return start(1).instance(0);
  }

  /** Starts instances that share events and presence, as over Redis. */
  public TestCluster start(int instances) {
    return new TestCluster(this, instances);
  }

  List<Class<?>> beans() {
    return beans;
  }

  Map<String, String> settings() {
    return settings;
  }

  Duration patience() {
    return patience;
  }
}
