package names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each row of the README's tables of names says that there is nothing, or has a test of its name in
 * the class for its table; or it is about configuration and operation, and is shown by a test of
 * those.
 */
class RowsTest {

  /** The classes in the order of the tables. */
  private static final List<Class<?>> CLASSES =
      List.of(FlaskSocketIoTest.class, SocketIoServerTest.class, SocketIoSocketTest.class);

  /** By the row's first word: what shows it, in {@code src/test}. */
  private static final Map<String, String> ELSEWHERE =
      Map.of(
          "its", "java/io/tidings/config/ConfigTest.java",
          "options", "java/io/tidings/config/ConfigTest.java",
          "logger,", "java/io/tidings/endtoend/BadSignatureIT.java",
          "a", "java/io/tidings/endtoend/ForeignWarIT.java",
          "socketio.run,", "java/io/tidings/endtoend/ClusterIT.java",
          "test_client(…)", "java/io/tidings/testing/TestKitTest.java",
          "serveClient,", "java/io/tidings/endtoend/ForeignWarWithoutOurPartsIT.java",
          "adapter(…),", "java/io/tidings/namespace/TwoInstancesTest.java",
          "engine:", "js/cluster.test.mjs");

  static List<Arguments> rows() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    String chapter = readme.substring(readme.indexOf("### Names elsewhere and here"));
    String[] tables = chapter.substring(0, chapter.indexOf("\n## ")).split("\\|---\\|---\\|");
    return Stream.iterate(1, table -> table + 1)
        .limit(tables.length - 1)
        .flatMap(table -> rows(tables[table]).map(row -> row(CLASSES.get(table - 1), row)))
        .toList();
  }

  private static Stream<String> rows(String table) {
    String body = table.contains("\n\n") ? table.substring(0, table.indexOf("\n\n")) : table;
    return body.lines().filter(line -> line.startsWith("| "));
  }

  private static Arguments row(Class<?> tests, String line) {
    String[] cells = line.substring(2).split(" \\| ", 2);
    return arguments(tests, cells[0].replace("`", ""), cells[1]);
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("rows")
  void isShown(Class<?> tests, String name, String here) {
    boolean isThere = !here.matches("(none|nothing to write|\\[not yet]).*");
    String elsewhere = ELSEWHERE.get(name.split(" ")[0]);
    if (isThere && elsewhere == null) {
      assertThat(names(tests)).contains(name);
    } else if (isThere) {
      assertThat(Path.of("src/test", elsewhere)).exists();
    } else {
      assertThat(names(tests)).doesNotContain(name);
    }
  }

  private static List<String> names(Class<?> tests) {
    return Arrays.stream(tests.getDeclaredMethods())
        .filter(method -> method.isAnnotationPresent(DisplayName.class))
        .map(method -> method.getAnnotation(DisplayName.class).value())
        .toList();
  }
}
