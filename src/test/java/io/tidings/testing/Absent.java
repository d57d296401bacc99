package io.tidings.testing;

import jakarta.enterprise.inject.spi.Extension;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Executable;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Stream;

/** Tells of what a server has and the kit has not: a test would see nothing of it, or null. */
final class Absent {

  private static final String TIDINGS = "io.tidings.";
  private static final String VALIDATOR = "org.hibernate.validator.";

  /** What a server injects by annotations of its own. */
  private static final Set<String> RESOURCES =
      Set.of(
          "jakarta.annotation.Resource",
          "jakarta.ejb.EJB",
          "jakarta.persistence.PersistenceContext",
          "jakarta.persistence.PersistenceUnit",
          "jakarta.xml.ws.WebServiceRef");

  private Absent() {}

  /** Whether an extension of CDI that is on the class path works in an instance. */
  static boolean isPartOfTheKit(Extension extension) {
    String name = extension.getClass().getName();
    return name.startsWith(TIDINGS) || name.startsWith(VALIDATOR);
  }

  /**
   * @throws IllegalStateException when a bean needs what is not there
   */
  static void check(List<Class<?>> beans) {
    boolean validates =
        ServiceLoader.load(Extension.class, Absent.class.getClassLoader()).stream()
            .anyMatch(each -> each.type().getName().startsWith(VALIDATOR));
    beans.forEach(bean -> check(bean, validates));
  }

  static void check(Class<?> bean, boolean validates) {
    for (Class<?> c = bean; c != null && c != Object.class; c = c.getSuperclass()) {
      Stream.concat(Stream.of(c.getDeclaredFields()), Stream.of(c.getDeclaredMethods()))
          .forEach(Absent::refuseResources);
      if (!validates) {
        Stream.<Executable>concat(
                Stream.of(c.getDeclaredMethods()), Stream.of(c.getDeclaredConstructors()))
            .forEach(Absent::refuseConstraints);
      }
    }
  }

  private static void refuseResources(AnnotatedElement member) {
    for (Annotation each : member.getAnnotations()) {
      if (RESOURCES.contains(each.annotationType().getName())) {
        throw new IllegalStateException(
            member
                + ": @"
                + each.annotationType().getSimpleName()
                + " is the server's, and the test kit has none; @Inject it, from a @Produces of"
                + " the server's in the application and one of the test's in the kit");
      }
    }
  }

  private static void refuseConstraints(Executable method) {
    Stream.of(method.getParameters())
        .flatMap(parameter -> Stream.of(parameter.getAnnotations()))
        .map(Annotation::annotationType)
        .filter(Absent::isConstraint)
        .findFirst()
        .ifPresent(
            constraint -> {
              throw new IllegalStateException(
                  method
                      + ": @"
                      + constraint.getSimpleName()
                      + " would not be looked at, without a Bean Validation on the class path of"
                      + " the tests; io.tidings:tidings-testing brings one, or add"
                      + " org.hibernate.validator:hibernate-validator-cdi and"
                      + " org.glassfish.expressly:expressly");
            });
  }

  private static boolean isConstraint(Class<? extends Annotation> type) {
    return type.getName().equals("jakarta.validation.Valid")
        || Stream.of(type.getAnnotations())
            .anyMatch(
                each -> each.annotationType().getName().equals("jakarta.validation.Constraint"));
  }
}
