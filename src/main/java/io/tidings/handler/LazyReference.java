package io.tidings.handler;

import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import java.util.function.Supplier;

/** A bean, made on first use: it may itself inject what needs the handlers. */
final class LazyReference<T> implements Supplier<T> {

  private final BeanManager beans;
  private final Bean<?> bean;
  private final Class<T> type;
  private volatile T instance;

  LazyReference(BeanManager beans, Bean<?> bean, Class<T> type) {
    this.beans = beans;
    this.bean = bean;
    this.type = type;
  }

  @Override
  public T get() {
    T found = instance;
    if (found == null) {
      found = type.cast(beans.getReference(bean, type, beans.createCreationalContext(bean)));
      instance = found;
    }
    return found;
  }
}
