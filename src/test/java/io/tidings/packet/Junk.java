package io.tidings.packet;

import java.util.Random;
import java.util.StringJoiner;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** JSON and packets, well-formed and not. */
final class Junk {

  private Junk() {}

  private static final String[] SPACES = {"", "", "", " ", "\t", "\r\n "};

  private static final String[] SCALARS = {
    "true",
    "false",
    "null",
    "0",
    "-0",
    "0.5",
    "1e9",
    "-12.25E-3",
    "1E+2",
    "12345678901234567890",
    "\"\"",
    "\"\\u00e9\\/\\\"\"",
    "\"\\b\\f\\n\\r\\t\\\\\"",
    "\"\\uD83D\\uDE00\"",
    "\"é€😀\u007f\u2028\""
  };

  /** Well-formed JSON, with white space where it is allowed. */
  static Arbitrary<String> json() {
    return Arbitraries.randomValue(random -> value(random, 4));
  }

  private static String value(Random random, int depth) {
    int kind = random.nextInt(depth == 0 ? 1 : 3);
    if (kind == 0) {
      return SCALARS[random.nextInt(SCALARS.length)];
    }
    StringJoiner members =
        new StringJoiner(
            space(random) + "," + space(random),
            (kind == 1 ? "[" : "{") + space(random),
            space(random) + (kind == 1 ? "]" : "}"));
    for (int i = random.nextInt(4); i > 0; i--) {
      String key = kind == 1 ? "" : "\"" + i + "\\n\"" + space(random) + ":" + space(random);
      members.add(key + value(random, depth - 1));
    }
    return members.toString();
  }

  private static String space(Random random) {
    return SPACES[random.nextInt(SPACES.length)];
  }

  /** Strings with everything that JSON treats specially. */
  static Arbitrary<String> strings() {
    return Arbitraries.strings()
        .withChars('a', 'b', '"', '\\', '/', '\n', '\u0000', '\u001f', '\u007f')
        .withChars('é', '€', '\u2028', '\ud83d', '\ude00', '０')
        .ofMaxLength(8);
  }

  /** A text with one character gone, doubled or replaced. */
  static Arbitrary<String> mutated(Arbitrary<String> texts) {
    return Combinators.combine(
            texts,
            Arbitraries.integers().between(0, 1000),
            Arbitraries.of("", "0", "-", "\"", "\\", "{", "}", "[", "]", ",", ":", "u", "e", "."),
            Arbitraries.of(0, 1, 1, 2))
        .as(
            (text, place, put, gone) -> {
              int at = text.isEmpty() ? 0 : place % text.length();
              return text.substring(0, at)
                  + put
                  + text.substring(Math.min(text.length(), at + gone));
            });
  }
}
