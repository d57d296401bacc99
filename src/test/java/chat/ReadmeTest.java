package chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The README shows the code that is compiled and tested here, letter by letter. */
class ReadmeTest {

  private static String read(String file) throws IOException {
    return Files.readString(Path.of(file));
  }

  @Test
  void theChatIsTheOneThatIsTested() throws IOException {
    assertThat(read("README.md")).contains(read("src/test/java/chat/Chat.java"));
  }

  @Test
  void theTestIsOneThatRuns() throws IOException {
    String readme = read("README.md");
    int begin = readme.indexOf("@Test\nvoid whatIsSaid");
    String shown = readme.substring(begin, readme.indexOf("```", begin));
    assertThat(read("src/test/java/chat/ChatTest.java")).contains(indented(shown));
  }

  private static String indented(String code) {
    return code.lines()
        .map(line -> line.isEmpty() ? line : "  " + line)
        .collect(Collectors.joining("\n"))
        .strip();
  }
}
