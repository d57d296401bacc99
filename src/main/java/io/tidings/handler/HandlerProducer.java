package io.tidings.handler;

import io.tidings.access.Gate;
import io.tidings.config.HandlerConfig;
import io.tidings.config.InvalidSettingException;
import io.tidings.namespace.EventHandlers;
import io.tidings.namespace.Observers;
import io.tidings.namespace.Occurrence;
import io.tidings.packet.ArgumentMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.DefinitionException;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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
      HandlerConfig config,
      Instance<RequestContextController> controllers) {
    List<String> wrong = new ArrayList<>();
    Set<NamespacePattern> bare = bare(config, wrong);
    Filters filters = new Filters(beans, bare, found.beans());
    HandlerRegistry registry =
        new HandlerRegistry(
            new Surroundings(
                mapper,
                RequestScope.of(controllers),
                filters.of(RequestFilter.class, wrong),
                filters.of(HandshakeFilter.class, wrong),
                filters.of(EventFilter.class, wrong)));
    bare.forEach(registry::add);
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

  /** Namespaces that need no handler. */
  private static Set<NamespacePattern> bare(HandlerConfig config, List<String> wrong) {
    Set<NamespacePattern> bare = new HashSet<>();
    for (String name : config.namespaces()) {
      try {
        bare.add(Names.namespace("tidings.namespaces", name));
      } catch (DefinitionException e) {
        wrong.add(e.getMessage());
      }
    }
    return bare;
  }

  @Produces
  @Singleton
  Observers observers(
      BeanManager beans, Event<Occurrence> event, Instance<RequestContextController> controllers) {
    return new EventObservers(beans, event, RequestScope.of(controllers));
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
