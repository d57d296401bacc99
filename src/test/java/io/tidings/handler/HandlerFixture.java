package io.tidings.handler;

import io.tidings.namespace.TestServer;

/** Lets a test's server be served by handler classes, without CDI. */
public final class HandlerFixture {

  private HandlerFixture() {}

  /** Serves the namespaces of these instances by their annotated methods. */
  public static void serve(TestServer server, Object... beans) {
    HandlerRegistry registry = new HandlerRegistry(server.mapper);
    for (Object bean : beans) {
      registry.add(bean.getClass(), () -> bean);
    }
    server.others = registry;
  }
}
