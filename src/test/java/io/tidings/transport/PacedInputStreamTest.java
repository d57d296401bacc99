package io.tidings.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidings.engine.ManualTimer;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacedInputStreamTest {

  private final ManualTimer timer = new ManualTimer();
  private final List<String> ended = new ArrayList<>();

  /** Gives so many bytes at each read, after a second of waiting. */
  private InputStream each(int count) {
    InputStream slow =
        new InputStream() {
          @Override
          public int read() {
            throw new AssertionError("read one by one");
          }

          @Override
          public int read(byte[] buffer, int offset, int length) {
            timer.skip(1000);
            return count;
          }
        };
    return new PacedInputStream(slow, timer, () -> ended.add("ended"));
  }

  @Test
  void aByteASecondIsTooSlow() throws IOException {
    InputStream in = each(1);
    for (int second = 0; second < 20; second++) {
      in.read();
    }
    assertThat(ended).isEmpty();

    assertThatThrownBy(in::read)
        .isInstanceOfSatisfying(
            BodyException.class,
            refused -> assertThat(refused.fault()).isEqualTo(BodyException.Fault.TOO_SLOW));
    assertThat(ended).containsExactly("ended");
  }

  @Test
  void aFewHundredBytesASecondAreNot() throws IOException {
    InputStream in = each(500);
    for (int second = 0; second < 3600; second++) {
      assertThat(in.read(new byte[4096])).isEqualTo(500);
    }
  }

  @Test
  void theTimeThatItsReaderTakesIsNotTheClients() throws IOException {
    InputStream in = each(1);
    in.read();
    timer.skip(3_600_000);
    assertThat(in.read()).isZero();
  }
}
