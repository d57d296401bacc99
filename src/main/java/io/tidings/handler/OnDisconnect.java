package io.tidings.handler;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A method that is called once when a socket that had connected is gone. It may take the {@link
 * io.tidings.namespace.Socket}, its {@link io.tidings.namespace.Handshake} and the {@link
 * io.tidings.namespace.DisconnectReason}. The socket's data and the rooms that it was in are still
 * there to be read.
 *
 * <pre>{@code
 * @OnDisconnect
 * void disconnect(Socket socket, DisconnectReason reason) {
 *   socket.broadcast().emit("left", socket.id(), reason.text());
 * }
 * }</pre>
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface OnDisconnect {}
