package io.tidings.handler;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.spi.Context;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import java.util.function.Supplier;

/**
 * A bean, made on first use: it may itself inject what needs the handlers. Of an application scoped
 * one it is the instance itself, not the proxy that looks for it, which takes as long as a small
 * handler does. Interceptors are part of the instance.
 */
final class LazyReference<T> implements Supplier<T> {

  private final BeanManager beans;
  private final Bean<?> bean;
  private final Class<T> type;
  private volatile Supplier<T> source;

  LazyReference(BeanManager beans, Bean<?> bean, Class<T> type) {
    this.beans = beans;
    this.bean = bean;
    this.type = type;
  }

  @Override
  public T get() {
    Supplier<T> found = source;
    if (found == null) {
      found = bean.getScope() == ApplicationScoped.class ? instances() : reference();
      source = found;
    }
    return found.get();
  }

  private Supplier<T> instances() {
    Context context = beans.getContext(ApplicationScoped.class);
    return () -> {
      Object instance = context.get(bean);
      return type.cast(instance == null ? create(context, bean) : instance);
    };
  }

  private <B> B create(Context context, Bean<B> bean) {
    return context.get(bean, beans.createCreationalContext(bean));
  }

  private Supplier<T> reference() {
    T reference = type.cast(beans.getReference(bean, type, beans.createCreationalContext(bean)));
    return () -> reference;
  }
}
