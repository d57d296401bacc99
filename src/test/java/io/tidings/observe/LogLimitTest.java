package io.tidings.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What clients can have written to the log, with the clock in hand. */
class LogLimitTest {

  private static final int MOST = 8;

  private final List<LogRecord> written = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord logged) {
          if (isLoggable(logged)) {
            written.add(logged);
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  private final Logger server = logger("org.glassfish.grizzly.test");
  private long now;
  private LogLimit limit;

  private Logger logger(String name) {
    Logger logger = Logger.getLogger(name);
    logger.setUseParentHandlers(false);
    List.of(logger.getHandlers()).forEach(logger::removeHandler);
    logger.addHandler(handler);
    return logger;
  }

  @BeforeEach
  void install() {
    limit = new LogLimit(handler, MOST, () -> now);
    limit.install();
  }

  private List<String> messages() {
    return written.stream().map(LogRecord::getMessage).toList();
  }

  @Test
  void ofOneKindAFewAreWrittenAndThenTheirNumber() {
    for (int i = 0; i < 1_000; i++) {
      server.warning("bad input " + i);
    }
    assertThat(written).hasSize(MOST);
    now += LogLimit.INTERVAL - 1;
    limit.tick();
    assertThat(written).hasSize(MOST);
    now += 1;
    limit.tick();
    assertThat(written).hasSize(MOST + 1);
    LogRecord summary = written.get(MOST);
    assertThat(summary.getMessage()).startsWith((1_000 - MOST) + " more like this were suppressed");
    assertThat(summary.getLoggerName()).isEqualTo(server.getName());
    assertThat(summary.getLevel()).isEqualTo(Level.WARNING);
    server.warning("bad input again");
    assertThat(written).hasSize(MOST + 2);
    now += LogLimit.INTERVAL;
    limit.tick();
    assertThat(written).hasSize(MOST + 2);
  }

  @Test
  void ofStackTracesThereAreFewer() {
    for (int i = 0; i < 100; i++) {
      server.log(Level.SEVERE, "failed", new IllegalArgumentException("%zz" + i));
    }
    assertThat(written).hasSize(MOST / 4);
  }

  @Test
  void aKindKeepsNoOtherFromBeingWritten() {
    for (int i = 0; i < 100; i++) {
      server.warning("bad input " + i);
    }
    written.clear();
    server.severe("of another level");
    server.log(Level.WARNING, "of another pattern {0}", 1);
    elsewhere();
    logger("org.glassfish.other").warning("of another logger");
    assertThat(messages())
        .containsExactly(
            "of another level",
            "of another pattern {0}",
            "from another place",
            "of another logger");
  }

  private void elsewhere() {
    server.warning("from another place");
  }

  @Test
  void theApplicationWritesWhatItWants() {
    Logger application = logger("com.example.shop");
    for (int i = 0; i < 100; i++) {
      application.info("order");
    }
    assertThat(written).hasSize(100);
  }

  @Test
  void kindsWithoutEndAreOneInTheEnd() {
    for (int i = 0; i < 5_000; i++) {
      server.log(Level.WARNING, "a pattern {0} " + i, 1);
    }
    assertThat(written).hasSizeBetween(1_000, 1_000 + MOST);
  }

  @Test
  void whatTheHandlerLeftOutStaysSoAndComesBack() {
    handler.setFilter(logged -> !logged.getMessage().contains("secret"));
    LogLimit other = new LogLimit(handler, MOST, () -> now);
    other.install();
    server.warning("a secret");
    other.remove();
    server.warning("a secret");
    assertThat(written).isEmpty();
    for (int i = 0; i < 100; i++) {
      server.warning("free");
    }
    assertThat(written).hasSize(100);
  }

  /** Whoever sends what is no HTTP, or leaves, is no fault of the server's. */
  @Test
  void whatTheNetworkLayerThrowsIsALine() {
    server.log(Level.WARNING, "bad chunk", thrownAt("org.glassfish.grizzly.http.Protocol"));
    server.log(Level.WARNING, "ours", thrownAt("io.tidings.transport.EngineServlet"));

    assertThat(written.get(0).getThrown()).isNull();
    assertThat(messages().get(0))
        .isEqualTo("bad chunk: java.lang.IllegalStateException: Unknown {0}");
    assertThat(written.get(1).getThrown()).isNotNull();
    server.log(Level.WARNING, "frame", thrownAt("org.glassfish.tyrus.core.Masker"));
    assertThat(written.get(2).getThrown()).isNull();
  }

  private static Throwable thrownAt(String type) {
    Throwable thrown = new IllegalStateException("Unknown {0}");
    thrown.setStackTrace(new StackTraceElement[] {new StackTraceElement(type, "m", "F", 1)});
    return thrown;
  }
}
