package io.tidings.handler;

import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.DefinitionException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds the beans that filter, in the order of their priority, and checks what they are for. */
final class Filters {

  private static final NamespacePattern MAIN = NamespacePattern.parse("/");

  private final BeanManager beans;

  /** Those of classes that configuration switches off, too. */
  private final Set<NamespacePattern> served = new HashSet<>();

  /**
   * @param bare namespaces without a class
   * @param handlers with {@link Namespace}; what is wrong with a name is told elsewhere
   */
  Filters(BeanManager beans, Collection<NamespacePattern> bare, List<Bean<?>> handlers) {
    this.beans = beans;
    served.add(MAIN);
    served.addAll(bare);
    for (Bean<?> bean : handlers) {
      try {
        served.add(Names.namespace(bean.getBeanClass()));
      } catch (DefinitionException e) {
        // Nobody can join it.
      }
    }
  }

  /**
   * @param wrong is added what is wrong, a line for each class
   */
  <T> List<Filter<T>> of(Class<T> type, List<String> wrong) {
    List<Filter<T>> filters = new ArrayList<>();
    for (Bean<?> bean : sorted(beans, type)) {
      try {
        filters.add(
            new Filter<>(
                new LazyReference<>(beans, bean, type),
                !bean.getBeanClass().isAnnotationPresent(NonBlocking.class),
                namespaces(bean.getBeanClass())));
      } catch (DefinitionException e) {
        wrong.add(e.getMessage());
      }
    }
    return filters;
  }

  private List<NamespacePattern> namespaces(Class<?> type) {
    ForNamespaces only = type.getAnnotation(ForNamespaces.class);
    List<NamespacePattern> namespaces = new ArrayList<>();
    for (String name : only == null ? new String[0] : only.value()) {
      String what = type.getName() + ": @ForNamespaces";
      NamespacePattern namespace = Names.namespace(what, name);
      if (served.stream().noneMatch(namespace::meets)) {
        throw new DefinitionException(
            what + " has \"" + name + "\", and no class with @Namespace is for it");
      }
      namespaces.add(namespace);
    }
    if (only != null && RequestFilter.class.isAssignableFrom(type)) {
      throw new DefinitionException(
          type.getName()
              + ": @ForNamespaces is not for a RequestFilter, which is asked before any");
    }
    if (only != null && namespaces.isEmpty()) {
      throw new DefinitionException(type.getName() + ": @ForNamespaces names no namespace");
    }
    return namespaces;
  }

  /**
   * The beans of a type, that with the lowest {@link Priority} first and those without one last.
   */
  static List<Bean<?>> sorted(BeanManager beans, Class<?> type) {
    return beans.getBeans(type, Any.Literal.INSTANCE).stream()
        .sorted(Comparator.<Bean<?>>comparingInt(Filters::priority))
        .toList();
  }

  private static int priority(Bean<?> bean) {
    Priority priority = bean.getBeanClass().getAnnotation(Priority.class);
    return priority == null ? Integer.MAX_VALUE : priority.value();
  }
}
