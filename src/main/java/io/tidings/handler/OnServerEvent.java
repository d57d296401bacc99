package io.tidings.handler;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A method that is called when the application emits an event on another instance, by {@link
 * io.tidings.namespace.Sockets#serverSideEmit}, in the namespace of the method's class. No client
 * can call it. It may take an {@link io.tidings.namespace.Ack}, the event's name ({@link
 * EventName}), all arguments at once as {@link io.tidings.packet.Arguments}, and else the event's
 * arguments in order, as JSON-B types, {@code byte[]} or {@link java.nio.ByteBuffer}.
 *
 * <pre>{@code
 * @OnServerEvent("price")
 * boolean price(String article, double price) {
 *   return cache.put(article, price);
 * }
 * }</pre>
 *
 * <p>What it returns is the answer to the instance that emitted, as {@link OnEvent} says of
 * clients; when it fails, that is {@code {"error":"internal error"}} or what a method with {@link
 * OnError} returns. The events of one instance come one after the other, in their order.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface OnServerEvent {

  /** The event's name, any but the empty one. */
  String value();
}
