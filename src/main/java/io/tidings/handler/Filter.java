package io.tidings.handler;

import java.util.List;
import java.util.function.Supplier;

/**
 * A bean that sees what comes before the handlers do.
 *
 * @param bean made on first use
 * @param mayBlock whether its class does not promise otherwise
 * @param namespaces that it is for; none: for all
 */
record Filter<T>(Supplier<T> bean, boolean mayBlock, List<NamespacePattern> namespaces) {

  /** One for all namespaces. */
  Filter(Supplier<T> bean, boolean mayBlock) {
    this(bean, mayBlock, List.of());
  }

  boolean isFor(String namespace) {
    return namespaces.isEmpty() || namespaces.stream().anyMatch(each -> each.fits(namespace));
  }
}
