package io.tidings.handler;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Stereotype;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a class a handler of a Socket.IO namespace, and a CDI bean, application-scoped unless it
 * says otherwise. Several classes may handle one namespace.
 */
@Stereotype
@ApplicationScoped
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Namespace {

  /**
   * The namespace's name, with its leading slash; without comma, question mark or number sign, and
   * at most 512 characters long. Any other stops the deployment.
   */
  String value() default "/";
}
