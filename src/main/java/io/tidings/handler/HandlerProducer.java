package io.tidings.handler;

import io.tidings.access.Gate;
import io.tidings.config.InvalidSettingException;
import io.tidings.namespace.EventHandlers;
import io.tidings.namespace.Observers;
import io.tidings.namespace.Occurrence;
import io.tidings.packet.ArgumentMapper;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.DefinitionException;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.config.ConfigProvider;

/** Makes the registry of handlers from the beans that the application brings. */
@ApplicationScoped
class HandlerProducer {

  /**
   * @throws DefinitionException with all that is wrong with handlers, a line for each class
   */
  @Produces
  @Singleton
  EventHandlers handlers(
      BeanManager beans,
      HandlerExtension found,
      ArgumentMapper mapper,
      Gate gate,
      Instance<RequestContextController> controllers) {
    HandlerRegistry registry =
        new HandlerRegistry(
            new Surroundings(
                mapper,
                RequestScope.of(controllers),
                filters(beans, HandshakeFilter.class),
                filters(beans, EventFilter.class)));
    List<String> wrong = new ArrayList<>();
    for (Bean<?> bean : found.beans()) {
      try {
        if (isEnabled(bean.getBeanClass())) {
          registry.add(bean.getBeanClass(), reference(beans, bean), ScopeNeed.of(beans, bean));
        }
      } catch (DefinitionException e) {
        wrong.add(e.getMessage());
      }
    }
    if (!wrong.isEmpty()) {
      throw new DefinitionException(String.join("\n", wrong));
    }
    return gate.checksTokens() ? new GuardedHandlers(registry, gate) : registry;
  }

  @Produces
  @Singleton
  Observers observers(
      BeanManager beans, Event<Occurrence> event, Instance<RequestContextController> controllers) {
    return new EventObservers(beans, event, RequestScope.of(controllers));
  }

  private static <T> List<Filter<T>> filters(BeanManager beans, Class<T> type) {
    return beans.getBeans(type, Any.Literal.INSTANCE).stream()
        .sorted(Comparator.comparingInt(HandlerProducer::priority))
        .map(bean -> filter(new LazyReference<>(beans, bean, type), bean.getBeanClass()))
        .toList();
  }

  private static <T> Filter<T> filter(LazyReference<T> reference, Class<?> type) {
    return new Filter<>(reference, !type.isAnnotationPresent(NonBlocking.class));
  }

  private static int priority(Bean<?> bean) {
    Priority priority = bean.getBeanClass().getAnnotation(Priority.class);
    return priority == null ? Integer.MAX_VALUE : priority.value();
  }

  private static LazyReference<?> reference(BeanManager beans, Bean<?> bean) {
    return new LazyReference<>(beans, bean, bean.getBeanClass());
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
}
