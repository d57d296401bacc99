package io.tidings.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.namespace.EventHandler;
import io.tidings.packet.ArgumentMapper;
import org.junit.jupiter.api.Test;

class NonBlockingTest {

  @Namespace
  static class SomeMethods {
    @OnConnect
    void connect() {}

    @OnEvent("blocks")
    void blocks() {}

    @NonBlocking
    @OnEvent("does not")
    void doesNot() {}

    @NonBlocking
    @OnEvent("both")
    void quick() {}

    @OnEvent("both")
    void slow() {}
  }

  @Namespace
  @NonBlocking
  static class WholeClass {
    @OnConnect
    void connect() {}

    @OnEvent("e")
    void event() {}
  }

  private static EventHandler handler(Object bean) {
    HandlerRegistry registry = new HandlerRegistry(new ArgumentMapper());
    registry.add(bean.getClass(), () -> bean);
    return registry.find("/").orElseThrow();
  }

  @Test
  void aMethodBlocksUnlessItPromisesNotTo() {
    EventHandler handler = handler(new SomeMethods());
    assertThat(handler.blocksOnConnect()).isTrue();
    assertThat(handler.blocksOn("blocks")).isTrue();
    assertThat(handler.blocksOn("does not")).isFalse();
  }

  @Test
  void oneMethodThatBlocksIsEnough() {
    assertThat(handler(new SomeMethods()).blocksOn("both")).isTrue();
  }

  @Test
  void aClassPromisesForAllItsMethods() {
    EventHandler handler = handler(new WholeClass());
    assertThat(handler.blocksOnConnect()).isFalse();
    assertThat(handler.blocksOn("e")).isFalse();
  }

  @Test
  void anEventThatNobodyHandlesDoesNotBlock() {
    assertThat(handler(new SomeMethods()).blocksOn("unheard of")).isFalse();
  }
}
