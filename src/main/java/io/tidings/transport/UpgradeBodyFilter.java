package io.tidings.transport;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Ends the body of a request with a header {@code Upgrade} where {@code Content-Length} says.
 * Java's own client sends that header with every first request ({@code h2c}), and a server may
 * ignore it (RFC 9110, section 7.8). Grizzly does not upgrade, and all the same leaves off to look
 * for the end of the body: who reads up to it would wait for half a minute, on a worker thread.
 */
final class UpgradeBodyFilter extends HttpFilter {

  private static final long serialVersionUID = 1L;

  private static final String CHUNKED =
      "A body in chunks cannot come with the header Upgrade; send its Content-Length.";

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request.getHeader("Upgrade") == null || WebSocketHandshake.isMeant(request)) {
      chain.doFilter(request, response);
    } else if (request.getHeader("Transfer-Encoding") != null) {
      response.setHeader("Connection", "close");
      JsonServlet.refuse(response, HttpServletResponse.SC_BAD_REQUEST, CHUNKED);
    } else if (request.getContentLengthLong() > 0) {
      // What comes behind the body is not found on this connection any more.
      response.setHeader("Connection", "close");
      chain.doFilter(new Bounded(request), response);
    } else {
      chain.doFilter(request, response);
    }
  }

  private static final class Bounded extends HttpServletRequestWrapper {

    private Body body;
    private BufferedReader reader;

    Bounded(HttpServletRequest request) {
      super(request);
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
      if (body == null) {
        body = new Body(super.getInputStream(), getContentLengthLong());
      }
      return body;
    }

    @Override
    public BufferedReader getReader() throws IOException {
      if (reader == null) {
        String encoding = getCharacterEncoding();
        Charset charset =
            encoding == null ? StandardCharsets.ISO_8859_1 : Charset.forName(encoding);
        reader = new BufferedReader(new InputStreamReader(getInputStream(), charset));
      }
      return reader;
    }
  }

  /** The bytes of a body, and no more. */
  private static final class Body extends ServletInputStream {

    private final ServletInputStream in;
    private long left;

    Body(ServletInputStream in, long length) {
      this.in = in;
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      int value = left == 0 ? -1 : in.read();
      left -= value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (left == 0 && length > 0) {
        return -1;
      }
      int count = in.read(buffer, offset, (int) Math.min(length, left));
      left -= Math.max(0, count);
      return count;
    }

    @Override
    public int available() throws IOException {
      return (int) Math.min(left, in.available());
    }

    @Override
    public boolean isFinished() {
      return left == 0 || in.isFinished();
    }

    @Override
    public boolean isReady() {
      return left == 0 || in.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
      in.setReadListener(listener);
    }
  }
}
