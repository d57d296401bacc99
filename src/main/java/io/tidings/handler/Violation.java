package io.tidings.handler;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import java.lang.reflect.Method;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Tells a client which of its arguments Bean Validation refuses, without naming our classes. */
final class Violation {

  private Violation() {}

  /**
   * @return empty unless the failure is about parameters of this very method: what it calls in turn
   *     may have broken rules, too, and that is not the client's fault
   */
  static Optional<String> of(Throwable failure, Method method, List<Parameter> parameters) {
    if (!(failure instanceof ConstraintViolationException violations)
        || violations.getConstraintViolations() == null) {
      return Optional.empty();
    }
    TreeSet<String> words = new TreeSet<>();
    for (ConstraintViolation<?> violation : violations.getConstraintViolations()) {
      Optional<String> about = parameter(violation, method, parameters);
      if (about.isEmpty()) {
        return about;
      }
      words.add(about.get() + " " + violation.getMessage());
    }
    return words.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", words));
  }

  private static Optional<String> parameter(
      ConstraintViolation<?> violation, Method method, List<Parameter> parameters) {
    Iterator<Path.Node> path = violation.getPropertyPath().iterator();
    boolean ours =
        method.getDeclaringClass().isInstance(violation.getRootBean())
            && path.hasNext()
            && path.next().getName().equals(method.getName())
            && path.hasNext();
    if (!ours) {
      return Optional.empty();
    }
    Path.Node node = path.next();
    if (node.getKind() != ElementKind.PARAMETER) {
      return Optional.empty();
    }
    int index = node.as(Path.ParameterNode.class).getParameterIndex();
    StringBuilder words = new StringBuilder(name(parameters.get(index), node));
    String separator = ": ";
    while (path.hasNext()) {
      words.append(separator).append(path.next());
      separator = ".";
    }
    return Optional.of(words.toString());
  }

  private static String name(Parameter parameter, Path.Node node) {
    return parameter instanceof Argument argument
        ? "argument " + (argument.index() + 1)
        : node.getName();
  }
}
