package io.tidings.testing;

import io.tidings.engine.Caller;
import java.util.Map;

/** Whoever a server would have found behind a request, with roles; connects as an instance does. */
public final class TestUser {

  private final TestInstance instance;
  private final Caller caller;

  TestUser(TestInstance instance, Caller caller) {
    this.instance = instance;
    this.caller = caller;
  }

  /** Connects a client without auth. */
  public TestClient connect(String namespace) {
    return connect(namespace, Map.of());
  }

  /**
   * Connects a client, and waits until it is in the namespace.
   *
   * @param auth what the client sends along, a value that JSON-B writes as an object
   * @throws AssertionError when it is refused, with what it was told
   */
  public TestClient connect(String namespace, Object auth) {
    return open(namespace).join(auth);
  }

  /**
   * Connects a client that must be refused.
   *
   * @return what it is told
   * @throws AssertionError when it gets in
   */
  public Refusal refused(String namespace, Object auth) {
    return open(namespace).refused(auth);
  }

  /** A client whose connection is open, and which has joined no namespace yet. */
  public TestClient open(String namespace) {
    return open(namespace, Map.of(), Map.of());
  }

  /**
   * The same for a client that comes with something in its address or its headers.
   *
   * @param query parameters of the address, by their names
   * @param headers by their names, in whatever case
   */
  public TestClient open(String namespace, Map<String, String> query, Map<String, String> headers) {
    return instance.open(namespace, query, headers, caller);
  }
}
