package io.tidings.handler;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A method that is called when a client wants to join the namespace. It may take the {@link
 * io.tidings.namespace.Socket} and its {@link io.tidings.namespace.Handshake}, and may throw {@link
 * io.tidings.namespace.ConnectionRefusedException}.
 *
 * <pre>{@code
 * @OnConnect
 * void connect(Socket socket, Handshake handshake) {
 *   socket.data().put("user", users.byToken(handshake.auth(Login.class).token()));
 * }
 * }</pre>
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface OnConnect {}
