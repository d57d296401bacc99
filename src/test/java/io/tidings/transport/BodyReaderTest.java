package io.tidings.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.access.MemoryBudget;
import io.tidings.access.MemoryBudget.Account;
import io.tidings.access.RefusalCounts;
import io.tidings.engine.ManualTimer;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Over a stream that says as little of the end as Payara's does. */
class BodyReaderTest {

  private static final int LIMIT = 100_000;

  private final List<String> received = new ArrayList<>();

  private final BodyReader.Receiver receiver =
      new BodyReader.Receiver() {
        @Override
        public void complete(String body) {
          received.add(body);
        }

        @Override
        public void tooLarge() {
          received.add("too large");
        }

        @Override
        public void tooSlow() {
          received.add("too slow");
        }

        @Override
        public void broken() {
          received.add("broken");
        }
      };

  /** Payara's: finished as soon as all has arrived, whatever of it has been read. */
  private static final class ArrivedStream extends ServletInputStream {

    private String bytes = "";
    private int at;
    private boolean finished;

    ArrivedStream arrives(String more) {
      bytes += more;
      return this;
    }

    ArrivedStream finish() {
      finished = true;
      return this;
    }

    @Override
    public int available() {
      return bytes.length() - at;
    }

    @Override
    public boolean isFinished() {
      return finished;
    }

    @Override
    public boolean isReady() {
      return available() > 0;
    }

    @Override
    public void setReadListener(ReadListener listener) {}

    @Override
    public int read() {
      assertThat(available()).as("a read that would wait").isPositive();
      return bytes.charAt(at++);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count = Math.min(length, available());
      for (int i = 0; i < count; i++) {
        buffer[offset + i] = (byte) read();
      }
      return count;
    }
  }

  private final ArrivedStream in = new ArrivedStream();

  private final MemoryBudget budget = new MemoryBudget(40_000, new RefusalCounts(), Runnable::run);
  private Account account = MemoryBudget.unlimited().open(() -> {});

  private BodyReader reader(long length) {
    return new BodyReader(in, length, LIMIT, account, receiver);
  }

  static Stream<Integer> lengths() {
    return IntStream.concat(
            IntStream.of(1, 2, 60_000, LIMIT - 1, LIMIT),
            IntStream.rangeClosed(1, 4)
                .flatMap(n -> IntStream.rangeClosed(4096 * n - 1, 4096 * n + 1)))
        .boxed();
  }

  private static String text(int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) ('a' + i % 23));
    }
    return text.toString();
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void whatHasArrivedIsReadToItsEnd(int length) {
    in.arrives(text(length)).finish();

    reader(length).onDataAvailable();

    assertThat(received).containsExactly(text(length));
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void soIsABodyThatDoesNotSayItsLength(int length) {
    in.arrives(text(length)).finish();

    reader(BodyReader.UNKNOWN).onDataAvailable();

    assertThat(received).containsExactly(text(length));
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void whatTheContainerHasNotToldOfIsReadWhenItSaysThatThatIsAll(int length) {
    in.arrives(text(length)).finish();

    reader(length).onAllDataRead();

    assertThat(received).containsExactly(text(length));
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void aBodyInTwoPartsIsReadToItsEnd(int length) {
    BodyReader reader = reader(length);
    in.arrives(text(length).substring(0, length / 2));
    reader.onDataAvailable();
    assertThat(received).isEmpty();
    in.arrives(text(length).substring(length / 2)).finish();

    reader.onDataAvailable();

    assertThat(received).containsExactly(text(length));
  }

  @Test
  void anEmptyBodyIsOne() {
    in.finish();

    reader(0).onAllDataRead();

    assertThat(received).containsExactly("");
  }

  @Test
  void aBodyThatEndsTooSoonIsBroken() {
    in.arrives("abc").finish();

    reader(4).onAllDataRead();

    assertThat(received).containsExactly("broken");
  }

  @Test
  void oneByteTooManyIsTooMany() {
    in.arrives(text(LIMIT + 1)).finish();

    reader(BodyReader.UNKNOWN).onDataAvailable();

    assertThat(received).containsExactly("too large");
  }

  /** The stream belongs to the next request by then. */
  @Test
  void afterTheEndNothingIsReadAndNobodyIsTold() {
    BodyReader reader = reader(3);
    in.arrives("abc").finish();
    reader.onDataAvailable();
    in.arrives("another request's");

    reader.onDataAvailable();
    reader.onAllDataRead();
    reader.onError(new IOException());

    assertThat(received).containsExactly("abc");
    assertThat(in.available()).isEqualTo(17);
  }

  @Test
  void aBodyWhoseClientGoesAwayIsBroken() {
    BodyReader reader = reader(4);
    in.arrives("abc");
    reader.onDataAvailable();

    reader.onError(new IOException());

    assertThat(received).containsExactly("broken");
  }

  @Test
  void aBodyForWhichTheMemoryBudgetHasNoRoomIsNotReadToItsEnd() {
    account = budget.open(() -> {});
    in.arrives(text(LIMIT)).finish();

    reader(LIMIT).onDataAvailable();

    assertThat(received).containsExactly("too large");
    assertThat(budget.used()).isZero();
  }

  /** A byte a second, so that the container never takes the connection for an idle one. */
  @Test
  void aBodyThatComesTooSlowlyEndsWithItsConnection() {
    ManualTimer timer = new ManualTimer();
    List<String> ended = new ArrayList<>();
    BodyReader reader = reader(LIMIT);
    reader.pace(timer, () -> ended.add("at " + received.size()));
    for (int second = 0; second < 25 && received.isEmpty(); second++) {
      in.arrives("a");
      reader.onDataAvailable();
      timer.advance(1000);
    }

    assertThat(received).containsExactly("too slow");
    assertThat(ended).containsExactly("at 1");
    assertThat(timer.pending()).isZero();
  }

  @Test
  void oneThatGoesOnIsGivenItsTime() {
    ManualTimer timer = new ManualTimer();
    BodyReader reader = reader(60_000);
    reader.pace(timer, () -> received.add("ended"));
    for (int second = 0; second < 60; second++) {
      in.arrives("a".repeat(1000));
      reader.onDataAvailable();
      timer.advance(1000);
    }

    assertThat(received).containsExactly("a".repeat(60_000));
    assertThat(timer.pending()).isZero();
  }
}
