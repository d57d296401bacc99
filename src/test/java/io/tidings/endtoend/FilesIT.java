package io.tidings.endtoend;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two instances whose heap is hardly larger than the files that pass through them. */
class FilesIT {

  /** The variable of the JVM that is stronger than the options of payara/jvm.options. */
  private static final Cluster SMALL = new Cluster(2, 5740, 8745).with("_JAVA_OPTIONS", "-Xmx256m");

  @BeforeAll
  static void start() throws Exception {
    SMALL.up().succeeds();
  }

  @AfterAll
  static void stop() throws Exception {
    SMALL.down();
  }

  @Test
  void largeFilesPassAndComeBackFromTheOtherInstance() throws Exception {
    Command.node("files.test.mjs").with(SMALL.environment()).run(Duration.ofMinutes(4)).succeeds();
  }
}
