package io.tidings.handler;

import io.tidings.namespace.Handshake;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.Set;

/**
 * Whose clients may call a handler method: what its annotations say, or else those of its class, as
 * for a JAX-RS resource.
 *
 * @param everyone whether roles do not matter
 */
record Permission(boolean everyone, Set<String> roles) {

  private static final Permission ALL = new Permission(true, Set.of());
  private static final Permission NONE = new Permission(false, Set.of());

  static Permission of(Method method, Class<?> type) {
    Permission own = of(method);
    Permission inherited = own == null ? of(type) : own;
    return inherited == null ? ALL : inherited;
  }

  /** Null when it says nothing. */
  private static Permission of(AnnotatedElement element) {
    RolesAllowed allowed = element.getAnnotation(RolesAllowed.class);
    if (element.isAnnotationPresent(DenyAll.class)) {
      return NONE;
    }
    if (allowed != null) {
      return new Permission(false, Set.of(allowed.value()));
    }
    return element.isAnnotationPresent(PermitAll.class) ? ALL : null;
  }

  boolean allows(Handshake handshake) {
    return everyone || roles.stream().anyMatch(handshake::isUserInRole);
  }
}
