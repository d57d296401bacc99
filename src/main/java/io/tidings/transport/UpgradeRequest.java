package io.tidings.transport;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * A request for a WebSocket, on its way to the servlet of ours that answers it.
 *
 * <p>Tyrus looks at each request that carries a WebSocket key, before any servlet does, and builds
 * all that it needs for a handshake only to find no endpoint at this path; then the servlet has it
 * begin anew. So the key is not shown before the servlet asks for the upgrade. And Tyrus asks by
 * which name this machine is called, which the container finds out for each connection anew, from a
 * name server if need be, while the client waits: here it is called by its address.
 */
final class UpgradeRequest extends HttpServletRequestWrapper {

  private static final String KEY = "Sec-WebSocket-Key";

  private boolean covered = true;

  private UpgradeRequest(HttpServletRequest request) {
    super(request);
  }

  /** Shows the key from now on, of a request that may have been wrapped by others meanwhile. */
  static void uncover(ServletRequest request) {
    ServletRequest each = request;
    while (each instanceof ServletRequestWrapper wrapper) {
      if (wrapper instanceof UpgradeRequest upgrade) {
        upgrade.covered = false;
      }
      each = wrapper.getRequest();
    }
  }

  @Override
  public String getHeader(String name) {
    return covered && KEY.equalsIgnoreCase(name) ? null : super.getHeader(name);
  }

  @Override
  public String getLocalName() {
    return getLocalAddr();
  }

  /** Goes before Tyrus's, at paths where no endpoint of Tyrus's is meant. */
  static final class Filter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doFilter(
        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      chain.doFilter(
          request.getHeader(KEY) == null ? request : new UpgradeRequest(request), response);
    }
  }
}
