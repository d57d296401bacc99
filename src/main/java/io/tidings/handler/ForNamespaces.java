package io.tidings.handler;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The namespaces that a {@link HandshakeFilter} or an {@link EventFilter} is for; without it a
 * filter is for all.
 *
 * <pre>{@code
 * @ApplicationScoped
 * @ForNamespaces({"/admin", "/tenant-{id}"})
 * public class OnlyFromTheOffice implements HandshakeFilter { … }
 * }</pre>
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface ForNamespaces {

  /**
   * Names as {@link Namespace#value} has them, with variables too. One that no handler class is for
   * stops the deployment: a filter that is never asked protects nothing.
   */
  String[] value();
}
