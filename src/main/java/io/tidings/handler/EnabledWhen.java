package io.tidings.handler;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Lets configuration decide, when the application deploys, whether a handler class is used.
 *
 * <pre>{@code
 * @Namespace("/debug")
 * @EnabledWhen(value = "shop.debug", byDefault = false)
 * public class Debug { … }
 * }</pre>
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface EnabledWhen {

  /** A configuration key whose value is true or false. */
  String value();

  /** What holds while the key is not set. */
  boolean byDefault();
}
