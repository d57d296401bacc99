package io.tidings.handler;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A method with {@link OnEvent} or {@link OnServerEvent} that returns nothing, and whose event is
 * not answered when it is done, also where the client asked for an ack: the client's time-out runs
 * out. What refuses the event or fails is answered all the same, and so is an event that another
 * method answers.
 *
 * <pre>{@code
 * @NoAck
 * @OnEvent("position")
 * void position(Socket socket, double latitude, double longitude) {
 *   …
 * }
 * }</pre>
 *
 * <p>To decide at each call, take an {@link io.tidings.namespace.Ack} and do not use it.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface NoAck {}
