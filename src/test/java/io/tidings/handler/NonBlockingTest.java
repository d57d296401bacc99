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

  /** Promises nothing. */
  static class Base {
    @OnConnect
    void connect() {}

    @OnEvent("inherited")
    void inherited() {}

    @OnEvent("overridden")
    void overridden() {}
  }

  @NonBlocking
  static class Between extends Base {
    @OnEvent("between")
    void between() {}
  }

  @Namespace
  @NonBlocking
  static class Child extends Base {
    @Override
    @OnEvent("overridden")
    void overridden() {}
  }

  @Namespace
  static class Grandchild extends Between {
    @Override
    @OnEvent("overridden")
    void overridden() {}

    @OnEvent("own")
    void own() {}
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
  void aClassPromisesForWhatItInherits() {
    EventHandler handler = handler(new Child());
    assertThat(handler.blocksOnConnect()).isFalse();
    assertThat(handler.blocksOn("inherited")).isFalse();
    assertThat(handler.blocksOn("overridden")).isFalse();
  }

  @Test
  void aClassDoesNotPromiseForItsSubclasses() {
    EventHandler handler = handler(new Grandchild());
    assertThat(handler.blocksOnConnect()).isFalse();
    assertThat(handler.blocksOn("inherited")).isFalse();
    assertThat(handler.blocksOn("between")).isFalse();
    assertThat(handler.blocksOn("overridden")).isTrue();
    assertThat(handler.blocksOn("own")).isTrue();
  }

  @Test
  void anEventThatNobodyHandlesDoesNotBlock() {
    assertThat(handler(new SomeMethods()).blocksOn("unheard of")).isFalse();
  }
}
