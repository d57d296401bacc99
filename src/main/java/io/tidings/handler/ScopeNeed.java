package io.tidings.handler;

import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.InjectionPoint;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether a handler class could find out that there is a CDI request scope. To begin and end one
 * takes longer than a small handler does, so it is spared those that inject, by however many steps,
 * nothing that has the scope or might look for it, and that nothing intercepts.
 */
final class ScopeNeed {

  /** Beans of ours that use no request scope, whatever they are made from. */
  private static final Set<String> OURS =
      Set.of("io.tidings.namespace", "io.tidings.cluster", "io.tidings.config");

  /** What gives access to beans that nobody can know of beforehand. */
  private static final String LOOKUPS = "jakarta.enterprise.";

  /** What a container injects on its own, by annotations such as {@code PersistenceContext}. */
  private static final List<String> CONTAINER =
      List.of("jakarta.persistence.", "jakarta.ejb.", "jakarta.annotation.Resource");

  private final BeanManager beans;
  private final Set<Bean<?>> seen = new HashSet<>();

  private ScopeNeed(BeanManager beans) {
    this.beans = beans;
  }

  /** True in doubt. */
  static boolean of(BeanManager beans, Bean<?> bean) {
    return new ScopeNeed(beans).isNeeded(bean);
  }

  private boolean isNeeded(Bean<?> bean) {
    if (!seen.add(bean)) {
      return false;
    }
    return bean.getScope() == RequestScoped.class
        || isMoreThanItself(bean.getBeanClass())
        || bean.getInjectionPoints().stream().anyMatch(this::isNeeded);
  }

  private boolean isNeeded(InjectionPoint point) {
    if (point.getType().getTypeName().startsWith(LOOKUPS)
        || point.getType().getTypeName().startsWith("jakarta.inject.Provider")) {
      return true;
    }
    Annotation[] qualifiers = point.getQualifiers().toArray(Annotation[]::new);
    Bean<?> injected = beans.resolve(beans.getBeans(point.getType(), qualifiers));
    if (injected == null || injected.getScope() == RequestScoped.class) {
      return true;
    }
    return !OURS.contains(injected.getBeanClass().getPackageName()) && isNeeded(injected);
  }

  private boolean isMoreThanItself(Class<?> type) {
    for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
      boolean more =
          Stream.<AnnotatedElement[]>of(
                  new Class<?>[] {c}, c.getDeclaredMethods(), c.getDeclaredFields())
              .flatMap(Stream::of)
              .flatMap(element -> Stream.of(element.getAnnotations()))
              .map(Annotation::annotationType)
              .anyMatch(this::bringsMore);
      if (more) {
        return true;
      }
    }
    return false;
  }

  private boolean bringsMore(Class<? extends Annotation> annotation) {
    return beans.isInterceptorBinding(annotation)
        || annotation.getName().equals("jakarta.interceptor.Interceptors")
        || annotation.getName().equals("jakarta.interceptor.AroundInvoke")
        || beans.isStereotype(annotation) && annotation != Namespace.class
        || CONTAINER.stream().anyMatch(annotation.getName()::startsWith);
  }
}
