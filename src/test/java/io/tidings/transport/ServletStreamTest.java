package io.tidings.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.access.MemoryBudget;
import io.tidings.engine.ManualTimer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** Streams write when their connection is ready, and end in the right moment. */
class ServletStreamTest {

  private static final long LIMIT = 1_000;

  private final ManualTimer timer = new ManualTimer();
  private final Queue<Runnable> work = new ArrayDeque<>();
  private final Out out = new Out();
  private int completed;
  private int overs;
  private final ServletStream stream =
      new ServletStream(context(), out, null, LIMIT, MemoryBudget.unlimited(), timer, work::add);

  /** A connection of which the test says whether it is ready. */
  private static final class Out extends ServletOutputStream {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private boolean ready = true;
    private boolean broken;
    private int flushed;

    @Override
    public boolean isReady() {
      return ready;
    }

    @Override
    public void setWriteListener(WriteListener listener) {}

    @Override
    public void write(int b) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      if (broken) {
        throw new IOException("gone");
      }
      assertThat(ready).isTrue();
      written.write(bytes, from, length);
    }

    @Override
    public void flush() {
      assertThat(ready).isTrue();
      flushed = written.size();
    }
  }

  private AsyncContext context() {
    return (AsyncContext)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {AsyncContext.class},
            (proxy, called, arguments) -> {
              if (called.getName().equals("complete")) {
                completed++;
                return null;
              }
              throw new IllegalStateException(called.getName());
            });
  }

  private void open() {
    stream.whenOver(() -> overs++);
    stream.onWritePossible();
    stream.leave();
    timer.advance(5);
    run();
  }

  private void run() {
    while (!work.isEmpty()) {
      work.remove().run();
    }
  }

  private void send(String text) {
    stream.send(text.getBytes(StandardCharsets.UTF_8));
  }

  private String written() {
    return out.written.toString(StandardCharsets.UTF_8);
  }

  @Test
  void whatIsSentIsWrittenAndFlushed() {
    open();
    send("a");
    send("b");
    run();

    assertThat(written()).isEqualTo("ab");
    assertThat(out.flushed).isEqualTo(2);
  }

  @Test
  void nothingIsWrittenWhileTheBringerIsInside() {
    send("a");
    stream.onWritePossible();
    run();
    assertThat(written()).isEmpty();
    stream.leave();
    timer.advance(5);
    run();

    assertThat(written()).isEqualTo("a");
  }

  @Test
  void aConnectionThatIsNotReadyIsWaitedFor() {
    open();
    out.ready = false;
    send("a");
    run();
    assertThat(written()).isEmpty();
    out.ready = true;
    stream.onWritePossible();
    run();

    assertThat(written()).isEqualTo("a");
  }

  @Test
  void whatIsDrainedIsToldOnce() {
    open();
    int[] times = {0};
    out.ready = false;
    send("a");
    stream.whenDrained(() -> times[0]++);
    run();
    assertThat(times[0]).isZero();
    out.ready = true;
    stream.onWritePossible();
    run();
    send("b");
    run();

    assertThat(times[0]).isEqualTo(1);
  }

  @Test
  void itEndsWhenWhatWaitsIsWritten() {
    open();
    out.ready = false;
    send("a");
    stream.end();
    send("b");
    run();
    assertThat(completed).isZero();
    out.ready = true;
    stream.onWritePossible();
    run();

    assertThat(written()).isEqualTo("a");
    assertThat(completed).isEqualTo(1);
    assertThat(overs).isEqualTo(1);
  }

  @Test
  void whoTakesTooLittleIsCutOff() {
    open();
    out.ready = false;
    send("a".repeat(900));
    run();
    send("b".repeat(900));
    run();

    assertThat(completed).isEqualTo(1);
    assertThat(overs).isEqualTo(1);
    send("c");
    stream.whenDrained(() -> overs++);
    run();
    assertThat(overs).isEqualTo(1);
    assertThat(written()).isEmpty();
  }

  @Test
  void aBrokenConnectionEndsItOnce() {
    open();
    out.broken = true;
    send("a");
    run();
    timer.advance(10);
    run();
    stream.onError(new IOException("gone"));
    stream.end();
    run();
    timer.advance(10);
    run();

    assertThat(completed).isEqualTo(1);
    assertThat(overs).isEqualTo(1);
  }

  @Test
  void oneThatIsOverSaysSoAtOnce() {
    open();
    stream.end();
    run();
    stream.whenOver(() -> overs++);

    assertThat(overs).isEqualTo(2);
  }
}
