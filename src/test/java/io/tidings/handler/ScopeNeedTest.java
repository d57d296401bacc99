package io.tidings.handler;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.annotation.Priority;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InterceptorBinding;
import jakarta.interceptor.InvocationContext;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScopeNeedTest {

  @RequestScoped
  static class Ticket {}

  @ApplicationScoped
  static class Plain {}

  /** Of each other. */
  @ApplicationScoped
  static class One {
    @Inject Other other;
  }

  @ApplicationScoped
  static class Other {
    @Inject One one;
  }

  @Dependent
  static class Between {
    @Inject Ticket ticket;
  }

  @InterceptorBinding
  @Retention(RetentionPolicy.RUNTIME)
  @interface Watched {}

  @Interceptor
  @Watched
  @Priority(1)
  static class Watching {
    @AroundInvoke
    Object watch(InvocationContext context) throws Exception {
      return context.proceed();
    }
  }

  @Namespace
  static class Alone {
    @OnEvent("e")
    void event() {}
  }

  @Namespace
  static class WithPlain {
    @Inject Plain plain;
    @Inject One one;
  }

  @Namespace
  @RequestScoped
  static class Scoped {}

  @Namespace
  static class WithTicket {
    @Inject Ticket ticket;
  }

  @Namespace
  static class WithTicketBetween {
    @Inject Between between;
  }

  @Namespace
  static class WithInstance {
    @Inject Instance<Plain> plain;
  }

  @Namespace
  static class WithProvider {
    @Inject Provider<Plain> plain;
  }

  @Namespace
  static class WithEvent {
    @Inject Event<String> event;
  }

  @Namespace
  static class WithInterceptor {
    @Watched
    @OnEvent("e")
    void event() {}
  }

  @Namespace
  static class WithResource {
    @Resource Object resource;
  }

  private static WeldContainer container;

  @BeforeAll
  static void start() {
    container =
        new Weld()
            .disableDiscovery()
            .beanClasses(ScopeNeedTest.class.getDeclaredClasses())
            .initialize();
  }

  @AfterAll
  static void stop() {
    container.close();
  }

  private static boolean isNeeded(Class<?> type) {
    Bean<?> bean = container.getBeanManager().getBeans(type).iterator().next();
    return ScopeNeed.of(container.getBeanManager(), bean);
  }

  @ParameterizedTest
  @ValueSource(classes = {Alone.class, WithPlain.class})
  void whatCannotFindItGoesWithout(Class<?> type) {
    assertThat(isNeeded(type)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        Scoped.class,
        WithTicket.class,
        WithTicketBetween.class,
        WithInstance.class,
        WithProvider.class,
        WithEvent.class,
        WithInterceptor.class,
        WithResource.class
      })
  void whatMayFindItHasIt(Class<?> type) {
    assertThat(isNeeded(type)).isTrue();
  }
}
