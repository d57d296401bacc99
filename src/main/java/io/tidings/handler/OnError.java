package io.tidings.handler;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A method that is given what the methods of its class with {@link OnConnect}, {@link OnEvent},
 * {@link OnServerEvent} or {@link OnDisconnect} throw, or what a {@link
 * java.util.concurrent.CompletionStage} that they returned fails with. Nothing is logged then. It
 * takes a {@code Throwable}, or a type of it; of several methods the one with the most special type
 * is called. It may also take the {@link io.tidings.namespace.Socket}, its {@link
 * io.tidings.namespace.Handshake} and the event's name ({@link EventName}; null when it was no
 * event). After a method with {@link OnServerEvent} there is neither socket nor handshake: both are
 * null.
 *
 * <pre>{@code
 * @OnError
 * Map<String, Object> notFound(EntityNotFoundException failure) {
 *   return Map.of("error", "no such thing");
 * }
 * }</pre>
 *
 * <p>What it returns is what the client of an event reads, where it asked for an answer. When it
 * returns nothing or null, or throws, that is {@code {"error":"internal error"}}. A client that
 * wanted to connect is refused, with the message of a {@link
 * io.tidings.namespace.ConnectionRefusedException} that this method may throw.
 *
 * <p>It is not called for what tells the client something on purpose: {@link
 * io.tidings.namespace.EventRefusedException}, {@link
 * io.tidings.namespace.ConnectionRefusedException}, and arguments that do not fit or are not valid.
 * After a failed stage it runs on the thread that completed the stage, which it must not block.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface OnError {}
