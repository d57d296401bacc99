package io.tidings.handler;

import io.tidings.config.InvalidSettingException;
import io.tidings.namespace.EventHandlers;
import io.tidings.packet.ArgumentMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.ConfigProvider;

/** Makes the registry of handlers from the beans that the application brings. */
@ApplicationScoped
class HandlerProducer {

  @Produces
  @Singleton
  EventHandlers handlers(BeanManager beans, HandlerExtension found, ArgumentMapper mapper) {
    HandlerRegistry registry = new HandlerRegistry(mapper);
    for (Bean<?> bean : found.beans()) {
      if (isEnabled(bean.getBeanClass())) {
        registry.add(bean.getBeanClass(), reference(beans, bean));
      }
    }
    return registry;
  }

  private static boolean isEnabled(Class<?> type) {
    EnabledWhen when = type.getAnnotation(EnabledWhen.class);
    if (when == null) {
      return true;
    }
    String fallback = Boolean.toString(when.byDefault());
    String value =
        ConfigProvider.getConfig().getOptionalValue(when.value(), String.class).orElse(fallback);
    return switch (value.strip().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new InvalidSettingException(when.value(), value, "true or false");
    };
  }

  /** Made on first use: a bean may itself inject what needs this registry. */
  private static Supplier<Object> reference(BeanManager beans, Bean<?> bean) {
    return new Supplier<>() {
      private volatile Object instance;

      @Override
      public Object get() {
        Object found = instance;
        if (found == null) {
          CreationalContext<?> context = beans.createCreationalContext(bean);
          found = beans.getReference(bean, bean.getBeanClass(), context);
          instance = found;
        }
        return found;
      }
    };
  }
}
