package io.tidings.handler;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Binds a {@code String} parameter of a method with {@link OnEvent} or {@link OnError} to the name
 * of the event; of an error in a connect or disconnect method it is null.
 *
 * <pre>{@code
 * @OnEvent("*")
 * void other(@EventName String name, Arguments arguments) {
 *   log.info(name + " " + arguments.size());
 * }
 * }</pre>
 */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface EventName {}
