package io.tidings.handler;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Promises that a handler method, or every one of a class, never blocks: it is then called on the
 * thread that read the packet, without a hop. That thread serves other connections too, and a
 * method that breaks the promise makes them wait.
 *
 * <p>A class promises for the handler methods that it declares and for those that it inherits. It
 * does not promise for its subclasses: their own methods, overriding ones included, need a promise
 * of their own.
 */
@Documented
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface NonBlocking {}
