package io.tidings.transport;

import io.tidings.access.MemoryBudget;
import io.tidings.engine.Timer;
import io.tidings.transport.BodyException.Fault;
import jakarta.enterprise.context.RequestScoped;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * The body of the request that is being served. JAX-RS has nothing but a stream that is read by
 * waiting, and the thread that waits is one of the few that serve everybody: some dozens of clients
 * who send a byte a second would have them all. So resources take bodies from here.
 */
@RequestScoped
public class RequestBody {

  /** Milliseconds in which the container's threads have all heard that a client has gone. */
  private static final long NEWS = 100;

  private HttpServletRequest request;
  private Means means;
  private CompletableFuture<Void> bringerLeft;

  /**
   * What bodies are read with.
   *
   * @param budget counts what has been read of bodies that are not whole
   * @param executor of threads that have no request of their own
   */
  record Means(MemoryBudget budget, Timer timer, Executor executor) {}

  /**
   * A request is brought.
   *
   * @param bringerLeft completes when the thread that brings it has done so
   */
  public void comes(HttpServletRequest request, Means means, CompletableFuture<Void> bringerLeft) {
    this.request = request;
    this.means = means;
    this.bringerLeft = bringerLeft;
  }

  /**
   * Reads all of it without waiting: where it has arrived with the head, at once; else, if the
   * request is served asynchronously by now, as it arrives.
   *
   * @param limit bytes
   * @return fails with {@link BodyException}; the stream does not, unless the request is not served
   *     asynchronously: it is the container's then
   */
  public CompletionStage<InputStream> whole(int limit) {
    try {
      long length = declaredLength();
      if (length > limit) {
        return CompletableFuture.failedStage(new BodyException(Fault.TOO_LARGE));
      }
      ServletInputStream in = request.getInputStream();
      if (length >= 0 && in.available() >= length || !request.isAsyncStarted()) {
        return CompletableFuture.completedStage(in);
      }
      Whole whole = new Whole();
      BodyReader.read(request, limit, means.budget(), means.timer(), whole);
      return whole.told(bringerLeft, means);
    } catch (IOException e) {
      return CompletableFuture.failedStage(new BodyException(Fault.BROKEN));
    }
  }

  /** In bytes; {@link BodyReader#UNKNOWN} for a body in chunks. */
  private long declaredLength() {
    return request.getHeader("Transfer-Encoding") == null
        ? Math.max(0, request.getContentLengthLong())
        : BodyReader.UNKNOWN;
  }

  /**
   * As it comes, for a thread that may wait for it. Its reads fail with {@link BodyException} when
   * it is too slow; when nothing comes at all, the container's do, after half a minute.
   */
  public InputStream stream() throws IOException {
    return new PacedInputStream(
        request.getInputStream(), means.timer(), BodyPace.ending(request, means.timer()));
  }

  private static final class Whole implements BodyReader.Receiver {

    private final CompletableFuture<InputStream> body = new CompletableFuture<>();

    /**
     * What has become of it, told on a thread that is not the container's. Where its client has
     * gone nobody waits for an answer, and the container may have other threads on their way in
     * with the same news, which must not find the request ended.
     */
    CompletionStage<InputStream> told(CompletableFuture<Void> bringerLeft, Means means) {
      CompletableFuture<InputStream> told = new CompletableFuture<>();
      Executor late = task -> means.timer().schedule(NEWS, () -> means.executor().execute(task));
      body.whenComplete(
          (stream, failure) ->
              bringerLeft.thenRunAsync(
                  () -> {
                    if (failure == null) {
                      told.complete(stream);
                    } else {
                      told.completeExceptionally(failure);
                    }
                  },
                  failure instanceof BodyException e && e.fault() == Fault.BROKEN
                      ? late
                      : means.executor()));
      return told;
    }

    @Override
    public void complete(ByteArrayOutputStream bytes) {
      body.complete(new ByteArrayInputStream(bytes.toByteArray()));
    }

    @Override
    public void complete(String text) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void tooLarge() {
      fail(Fault.TOO_LARGE);
    }

    @Override
    public void noRoom() {
      fail(Fault.NO_ROOM);
    }

    @Override
    public void tooSlow() {
      fail(Fault.TOO_SLOW);
    }

    @Override
    public void broken() {
      fail(Fault.BROKEN);
    }

    private void fail(Fault fault) {
      body.completeExceptionally(new BodyException(fault));
    }
  }
}
