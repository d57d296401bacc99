package org.example.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page shows the client that is compiled here, letter by letter. */
class FeedTest {

  @Test
  void thePageShowsThisClient() throws IOException {
    String client = Files.readString(Path.of("src/test/java/org/example/feed/Feed.java"));
    assertThat(Files.readString(Path.of("src/docs/websocket.md"))).contains(client);
  }
}
