package io.tidings.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class RareLogTest {

  private final List<LogRecord> records = new CopyOnWriteArrayList<>();
  private final Logger logger = Logger.getAnonymousLogger();
  private final RareLog log = new RareLog(logger);

  RareLogTest() {
    logger.setUseParentHandlers(false);
    logger.addHandler(
        new Handler() {
          @Override
          public void publish(LogRecord each) {
            records.add(each);
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        });
  }

  @Test
  void theFirstFailureIsLoggedWithItsCause() {
    Exception failure = new Exception("why");
    log.log("It failed", failure);
    assertThat(records).hasSize(1);
    assertThat(records.get(0).getLevel()).isEqualTo(Level.WARNING);
    assertThat(records.get(0).getMessage()).isEqualTo("It failed");
    assertThat(records.get(0).getThrown()).isSameAs(failure);
  }

  @Test
  void manyFailuresAreLoggedOnceASecond() {
    long start = System.nanoTime();
    for (int i = 0; i < 1_000; i++) {
      log.log("It failed", new Exception());
    }
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
    assertThat(records).hasSizeBetween(1, (int) seconds + 1);
  }

  @Test
  void theNextLineSaysHowManyWereNotLogged() {
    log.log("It failed", new Exception());
    await()
        .until(
            () -> {
              log.log("It failed", new Exception());
              return records.size() == 2;
            });
    assertThat(records.get(1).getMessage())
        .matches("It failed \\(and [1-9][0-9]* others before it, not logged\\)");
  }
}
