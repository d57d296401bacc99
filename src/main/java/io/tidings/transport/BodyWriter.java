package io.tidings.transport;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Answers an asynchronous request without ever waiting for the client: one that does not read costs
 * its bytes and no thread.
 */
final class BodyWriter implements WriteListener {

  private static final int CHUNK = 32 * 1024;

  private final AsyncContext async;
  private final ServletOutputStream out;
  private final byte[] body;
  private int at;

  private BodyWriter(AsyncContext async, ServletOutputStream out, byte[] body) {
    this.async = async;
    this.out = out;
    this.body = body;
  }

  static void answer(AsyncContext async, int status, String type, String body) {
    answer(async, status, type, body.getBytes(StandardCharsets.UTF_8));
  }

  static void answer(AsyncContext async, int status, String type, byte[] body) {
    try {
      HttpServletResponse response = (HttpServletResponse) async.getResponse();
      response.setStatus(status);
      response.setContentType(type);
      response.setContentLength(body.length);
      response.setHeader("Cache-Control", "no-store");
      ServletOutputStream out = response.getOutputStream();
      out.setWriteListener(new BodyWriter(async, out, body));
    } catch (IOException | IllegalStateException e) {
      complete(async);
    }
  }

  @Override
  public void onWritePossible() throws IOException {
    while (out.isReady()) {
      if (at == body.length) {
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
    complete(async);
  }

  /** The container may have ended the exchange by itself, when the connection broke. */
  private static void complete(AsyncContext async) {
    try {
      async.complete();
    } catch (IllegalStateException e) {
      // It has ended, which is what was asked for.
    }
  }
}
