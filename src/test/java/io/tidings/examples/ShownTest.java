package io.tidings.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Where the documentation shows an example, it is the one that the tests run, letter by letter. */
class ShownTest {

  private static String read(String file) throws IOException {
    return Files.readString(Path.of(file));
  }

  private static String example(String name) throws IOException {
    return read("src/test/java/io/tidings/examples/" + name);
  }

  @Test
  void theReadmePublishes() throws IOException {
    String program = example("Publish.java");

    assertThat(read("README.md")).contains(program.substring(program.indexOf("import")));
  }

  @Test
  void thePageOnWebSocketFeeds() throws IOException {
    assertThat(read("src/docs/websocket.md")).contains(example("Feed.java"));
  }
}
