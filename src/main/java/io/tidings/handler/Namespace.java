package io.tidings.handler;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Stereotype;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a class a handler of a Socket.IO namespace, and a CDI bean, application-scoped unless it
 * says otherwise. Several classes may handle one namespace, and one without methods makes a
 * namespace that clients may join, and no more.
 *
 * <pre>{@code
 * @Namespace("/chat")
 * public class Chat {
 *   @OnEvent("say")
 *   void say(Socket socket, String text) {
 *     socket.broadcast().emit("said", text);
 *   }
 * }
 * }</pre>
 */
@Stereotype
@ApplicationScoped
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Namespace {

  /**
   * The namespace's name, with its leading slash; without comma, question mark or number sign, and
   * at most 512 characters long. Any other stops the deployment.
   *
   * <p>Up to three variables, such as in {@code /tenant-{id}}, stand for 1 to 64 letters of ASCII,
   * digits and {@code . _ ~ -}: the class then handles every namespace that fits. A class that
   * names a namespace without variables wins over those with; of several that fit, the one with
   * more characters outside of its variables, then the one that comes first in the alphabet.
   * Classes whose names differ in the names of variables only handle the same namespaces together.
   */
  String value() default "/";
}
