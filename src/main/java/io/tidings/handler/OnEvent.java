package io.tidings.handler;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A method that is called when a client emits an event. It may take the {@link
 * io.tidings.namespace.Socket}, its {@link io.tidings.namespace.Handshake}, an {@link
 * io.tidings.namespace.Ack}, the event's name ({@link EventName}), all arguments at once as {@link
 * io.tidings.packet.Arguments}, and else the event's arguments in order, as JSON-B types, {@code
 * byte[]} or {@link java.nio.ByteBuffer}.
 *
 * <pre>{@code
 * @OnEvent("say")
 * int say(Socket socket, String room, Message message) {
 *   socket.to(room).emit("said", message);
 *   return message.text().length();
 * }
 * }</pre>
 *
 * <p>An argument that the client did not send, or sent as {@code null}, is refused, unless the
 * parameter is an {@link java.util.Optional} (or {@code OptionalInt} and the like) or has an
 * annotation called {@code Nullable}. A parameter of a type that JSON-B cannot make stops the
 * deployment.
 *
 * <p>What it returns is the answer, where the client asked for one: a value; a {@link
 * java.util.concurrent.CompletionStage} of it; {@code Arguments} for an answer of several values.
 * {@code void} answers with nothing, unless the method takes the {@code Ack} and answers itself, or
 * has {@link NoAck}. A method that takes the {@code Ack} returns nothing.
 *
 * <p>Several methods, of one class or several, may handle the same event of a namespace: all are
 * called, in no order that could be relied on, even when one of them fails. One of them at most may
 * return a value or take the {@code Ack}, and what it says is the answer; a second one stops the
 * deployment.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface OnEvent {

  /**
   * The event's name, or {@link #ANY}. The empty one, and those that clients keep for themselves
   * ({@link io.tidings.packet.EventNames}), stop the deployment.
   */
  String value();

  /** Stands for all events of the namespace that no other method, of whichever class, names. */
  String ANY = "*";
}
