package io.tidings.handler;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of namespaces that a handler class is for: one name, or all that have something in the
 * place of each variable. Sorted by which one a name belongs to that several fit: the one with more
 * characters outside of its variables, and of equals the one that comes first in the alphabet.
 */
final class NamespacePattern implements Comparable<NamespacePattern> {

  /** Clients choose these names: what is in a variable's place is short, and safe to show. */
  private static final String VALUE = "([A-Za-z0-9._~-]{1,64})";

  /** Each one more makes a name that does not fit cost 64 times as much to find out. */
  private static final int MAX_VARIABLES = 3;

  private static final Pattern VARIABLE = Pattern.compile("\\{([A-Za-z][A-Za-z0-9_]*)\\}");

  private static final Comparator<NamespacePattern> ORDER =
      Comparator.<NamespacePattern>comparingInt(pattern -> -pattern.literals)
          .thenComparing(pattern -> pattern.shape);

  private final Pattern names;
  private final List<String> variables;
  private final int literals;

  /** The text without the variables' names, which do not matter to what fits. */
  private final String shape;

  private NamespacePattern(String text) {
    StringBuilder regex = new StringBuilder();
    StringBuilder literal = new StringBuilder();
    variables = new ArrayList<>();
    Matcher matcher = VARIABLE.matcher(text);
    int at = 0;
    while (matcher.find()) {
      regex.append(Pattern.quote(text.substring(at, matcher.start()))).append(VALUE);
      literal.append(text, at, matcher.start());
      variables.add(matcher.group(1));
      at = matcher.end();
    }
    regex.append(Pattern.quote(text.substring(at)));
    names = Pattern.compile(regex.toString());
    literals = literal.append(text.substring(at)).length();
    shape = VARIABLE.matcher(text).replaceAll("{}");
  }

  /**
   * @throws IllegalArgumentException when variables are too many, side by side, of one name, or
   *     when a brace is none of a variable
   */
  static NamespacePattern parse(String text) {
    NamespacePattern pattern = new NamespacePattern(text);
    String rest = pattern.shape.replace("{}", "");
    boolean allowed =
        !text.contains("{}")
            && pattern.variables.size() <= MAX_VARIABLES
            && pattern.variables.stream().distinct().count() == pattern.variables.size()
            && !pattern.shape.contains("}{")
            && !rest.contains("{")
            && !rest.contains("}");
    if (!allowed) {
      throw new IllegalArgumentException(text);
    }
    return pattern;
  }

  /** Whether it is for one name only. */
  boolean isName() {
    return variables.isEmpty();
  }

  /** What fits no other way than another one. */
  String shape() {
    return shape;
  }

  boolean hasVariable(String variable) {
    return variables.contains(variable);
  }

  List<String> variables() {
    return variables;
  }

  boolean fits(String name) {
    return names.matcher(name).matches();
  }

  /** Whether a name can fit both; also when that is not known. */
  boolean meets(NamespacePattern other) {
    if (isName()) {
      return other.fits(shape);
    }
    return !other.isName() || fits(other.shape);
  }

  /** What a name that fits has in the place of a variable. */
  String value(String name, String variable) {
    Matcher matcher = names.matcher(name);
    return matcher.matches() ? matcher.group(variables.indexOf(variable) + 1) : null;
  }

  @Override
  public int compareTo(NamespacePattern other) {
    return ORDER.compare(this, other);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NamespacePattern pattern && shape.equals(pattern.shape);
  }

  @Override
  public int hashCode() {
    return shape.hashCode();
  }
}
