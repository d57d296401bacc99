package io.tidings.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tidings.access.MemoryBudget;
import io.tidings.access.RefusalCounts;
import jakarta.ws.rs.WebApplicationException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class LimitedInputStreamTest {

  private static final int LIMIT = 16 * 1024 * 1024;

  private static InputStream body(int size) {
    return new LimitedInputStream(
        new ByteArrayInputStream(new byte[size]), MemoryBudget.unlimited());
  }

  private static long drain(InputStream in) throws IOException {
    byte[] buffer = new byte[100_000];
    long total = 0;
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      total += count;
    }
    return total;
  }

  @Test
  void letsABodyOfTheLimitThrough() throws IOException {
    assertThat(drain(body(LIMIT))).isEqualTo(LIMIT);
  }

  @Test
  void stopsAtTheFirstByteMore() {
    assertThatThrownBy(() -> drain(body(LIMIT + 1))).isInstanceOf(IOException.class);
  }

  @Test
  void countsSingleBytesToo() throws IOException {
    InputStream in = body(LIMIT + 1);
    assertThat(in.readNBytes(LIMIT)).hasSize(LIMIT);
    assertThatThrownBy(in::read).isInstanceOf(IOException.class);
  }

  @Test
  void theLimitIsAnAnswerOf413HoweverItWasWrapped() {
    Throwable limit = catchThrowable(() -> drain(body(LIMIT + 1)));
    Throwable wrapped = new IllegalStateException(new UncheckedIOException((IOException) limit));
    assertThatThrownBy(() -> LimitedInputStream.rethrow(wrapped))
        .isInstanceOfSatisfying(
            WebApplicationException.class,
            refused -> {
              assertThat(refused.getResponse().getStatus()).isEqualTo(413);
              assertThat((String) refused.getResponse().getEntity()).contains("" + LIMIT);
            });
  }

  @Test
  void otherFailuresAreLeftToTheirCatcher() {
    assertThatCode(() -> LimitedInputStream.rethrow(new IOException("other")))
        .doesNotThrowAnyException();
  }

  @Test
  void stopsWhereTheMemoryBudgetIsSpent() {
    MemoryBudget budget = new MemoryBudget(1_000_000, new RefusalCounts(), Runnable::run);
    LimitedInputStream in =
        new LimitedInputStream(new ByteArrayInputStream(new byte[LIMIT]), budget);
    Throwable refused = catchThrowable(() -> drain(in));
    assertThatThrownBy(
            () -> LimitedInputStream.rethrow(new UncheckedIOException((IOException) refused)))
        .isInstanceOfSatisfying(
            WebApplicationException.class,
            e -> assertThat(e.getResponse().getStatus()).isEqualTo(429));
    in.release();
    assertThat(budget.used()).isZero();
  }
}
