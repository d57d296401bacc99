package io.tidings.engine;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The HTTP request that opened a session.
 *
 * @param query the first value of each parameter
 * @param headers by lower-case name
 * @param remoteAddress of the client, behind a proxy on this machine as the proxy names it
 * @param secure whether the client came by TLS
 * @param caller who it is, as the container knows it
 */
public record HandshakeRequest(
    Map<String, String> query,
    Map<String, List<String>> headers,
    String remoteAddress,
    boolean secure,
    Caller caller) {

  public HandshakeRequest {
    query = Map.copyOf(query);
    headers = Map.copyOf(headers);
  }

  /** One of nobody that the container knows. */
  public HandshakeRequest(
      Map<String, String> query,
      Map<String, List<String>> headers,
      String remoteAddress,
      boolean secure) {
    this(query, headers, remoteAddress, secure, Caller.NOBODY);
  }

  /** The first value of a header, or null. */
  public String header(String name) {
    List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
    return values == null || values.isEmpty() ? null : values.get(0);
  }
}
