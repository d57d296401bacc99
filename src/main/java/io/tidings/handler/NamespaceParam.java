package io.tidings.handler;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Binds a {@code String} parameter of a handler method to what the namespace's name has in place of
 * a variable.
 *
 * <pre>{@code
 * @Namespace("/tenant-{id}")
 * public class Tenant {
 *   @OnConnect
 *   void connect(Socket socket, @NamespaceParam("id") String tenant) {
 *     socket.data().put("tenant", tenant);
 *   }
 * }
 * }</pre>
 */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface NamespaceParam {

  /** The variable's name, without its braces. */
  String value();
}
