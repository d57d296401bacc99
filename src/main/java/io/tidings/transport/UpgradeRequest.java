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
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * A request for a WebSocket, on its way to the servlet of ours that answers it.
 *
 * <p>Tyrus looks at each request that carries a WebSocket key, before any servlet does, and builds
 * all that it needs for a handshake only to find no endpoint at this path; then the servlet has it
 * begin anew. So the key is not shown before the servlet asks for the upgrade. And Tyrus asks by
 * which name this machine is called, which the container finds out for each connection anew, from a
 * name server if need be, while the client waits: here it is called by its address.
 *
 * <p>Tyrus makes a {@link URI} of the query when the handshake is answered, and a query that is
 * none leaves a connection behind whose first frame holds its thread for good. Browsers leave
 * braces as they are: so what a URI cannot have in its query is escaped here.
 */
final class UpgradeRequest extends HttpServletRequestWrapper {

  private static final String KEY = "Sec-WebSocket-Key";

  /** Beside letters, digits and escapes, what a query may have (RFC 2396, section 3.4). */
  private static final String LEGAL = "-_.!~*'();/?:@&=+$,[]";

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

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

  @Override
  public String getQueryString() {
    String query = super.getQueryString();
    return query == null ? null : escaped(query);
  }

  /** The same query where it is part of a URI; else with escapes for what is not. */
  static String escaped(String query) {
    if (isQuery(query)) {
      return query;
    }
    StringBuilder out = new StringBuilder(query.length() + 16);
    for (int i = 0; i < query.length(); i++) {
      char each = query.charAt(i);
      boolean fits = each == '%' ? isEscape(query, i) : LEGAL.indexOf(each) >= 0;
      if (fits || each < 0x80 && Character.isLetterOrDigit(each)) {
        out.append(each);
      } else {
        escape(each, out);
      }
    }
    return out.toString();
  }

  /** The container gives a byte that is not ASCII as one character. */
  private static void escape(char each, StringBuilder out) {
    byte[] bytes =
        each < 0x100
            ? new byte[] {(byte) each}
            : String.valueOf(each).getBytes(StandardCharsets.UTF_8);
    for (byte one : bytes) {
      out.append('%').append(HEX.toHexDigits(one));
    }
  }

  private static boolean isEscape(String query, int at) {
    return at + 2 < query.length()
        && HexFormat.isHexDigit(query.charAt(at + 1))
        && HexFormat.isHexDigit(query.charAt(at + 2));
  }

  private static boolean isQuery(String query) {
    try {
      new URI("/?" + query);
      return true;
    } catch (URISyntaxException e) {
      return false;
    }
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
