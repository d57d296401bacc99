package io.tidings.transport;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Answers an asynchronous request without ever waiting for the client: one that does not read costs
 * its bytes and no thread.
 */
final class BodyWriter implements WriteListener {

  private static final int CHUNK = 32 * 1024;

  private final AsyncContext async;
  private final ServletOutputStream out;
  private final byte[] body;
  private final Runnable whenLost;
  private final Runnable whenOver;
  private int at;
  private boolean written;

  private BodyWriter(
      AsyncContext async,
      ServletOutputStream out,
      byte[] body,
      Runnable whenLost,
      Runnable whenOver) {
    this.async = async;
    this.out = out;
    this.body = body;
    this.whenLost = whenLost;
    this.whenOver = whenOver;
  }

  /**
   * @param whenLost called when not all of it could be sent
   * @param whenOver called when it is no longer held, sent or not; perhaps twice
   */
  static void answer(
      AsyncContext async,
      int status,
      String type,
      byte[] body,
      Runnable whenLost,
      Runnable whenOver) {
    try {
      HttpServletResponse response = (HttpServletResponse) async.getResponse();
      response.setStatus(status);
      response.setContentType(type);
      response.setContentLength(body.length);
      response.setHeader("Cache-Control", "no-store");
      ServletOutputStream out = response.getOutputStream();
      out.setWriteListener(new BodyWriter(async, out, body, whenLost, whenOver));
    } catch (IOException | IllegalStateException e) {
      complete(async);
      whenOver.run();
      whenLost.run();
    }
  }

  @Override
  public void onWritePossible() throws IOException {
    while (out.isReady()) {
      if (at == body.length) {
        written = true;
        whenOver.run();
        complete(async);
        return;
      }
      int length = Math.min(CHUNK, body.length - at);
      out.write(body, at, length);
      at += length;
    }
  }

  @Override
  public void onError(Throwable failure) {
    whenOver.run();
    complete(async);
    if (!written) {
      whenLost.run();
    }
  }

  /** The container may have ended the exchange by itself, when the connection broke. */
  static void complete(AsyncContext async) {
    try {
      async.complete();
    } catch (IllegalStateException e) {
      // It has ended, which is what was asked for.
    }
  }
}
