package io.tidings.handler;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A method that is called once when a socket that had connected is gone: at once when its client or
 * the server ended it, and when a connection broke and its client has not come back within {@code
 * tidings.recovery.window}, perhaps on another instance than that which had the connection. Who
 * wants to know at once that a connection broke observes {@link
 * io.tidings.namespace.Occurrence.SocketLost}. It may take the {@link io.tidings.namespace.Socket},
 * its {@link io.tidings.namespace.Handshake} and the {@link io.tidings.namespace.DisconnectReason}.
 * The socket's data and the rooms that it was in are still there to be read.
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
