package io.tidings.transport;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Reads a request's body without waiting for it: a client that sends half and falls silent costs no
 * thread.
 */
final class BodyReader implements ReadListener {

  /** Where a body goes. Exactly one of the methods is called, once. */
  interface Receiver {
    void complete(String body);

    void tooLarge();

    void broken();
  }

  private final ServletInputStream in;
  private final int limit;
  private final Receiver receiver;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream(256);
  private final byte[] buffer = new byte[4096];
  private final AtomicBoolean done = new AtomicBoolean();

  private BodyReader(ServletInputStream in, int limit, Receiver receiver) {
    this.in = in;
    this.limit = limit;
    this.receiver = receiver;
  }

  /**
   * @param limit bytes; a longer body is not read to its end
   */
  static void read(AsyncContext async, int limit, Receiver receiver) throws IOException {
    ServletInputStream in = async.getRequest().getInputStream();
    in.setReadListener(new BodyReader(in, limit, receiver));
  }

  @Override
  public void onDataAvailable() throws IOException {
    while (!done.get() && in.isReady()) {
      int count = in.read(buffer);
      if (count > 0 && !add(count)) {
        return;
      }
      if (count < 0 || in.isFinished()) {
        // Asking again would have Payara call onAllDataRead on a thread of another pool.
        onAllDataRead();
      }
    }
  }

  private boolean add(int count) {
    if (body.size() + count > limit) {
      if (done.compareAndSet(false, true)) {
        receiver.tooLarge();
      }
      return false;
    }
    body.write(buffer, 0, count);
    return true;
  }

  @Override
  public void onAllDataRead() {
    if (done.compareAndSet(false, true)) {
      receiver.complete(body.toString(StandardCharsets.UTF_8));
    }
  }

  @Override
  public void onError(Throwable failure) {
    if (done.compareAndSet(false, true)) {
      receiver.broken();
    }
  }
}
