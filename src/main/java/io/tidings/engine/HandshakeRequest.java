package io.tidings.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The HTTP request that opened a session.
 *
 * @param query the first value of each parameter
 * @param headers by lower-case name
 * @param remoteAddress of the client, behind a proxy on this machine as the proxy names it
 * @param secure whether the client came by TLS
 * @param caller who it is, as the container knows it
 * @param recoverable whether the client can come back to its sockets by what it keeps of their
 *     events, their offsets
 * @param url path and query, as they came; without what a client shows to be let in
 */
public record HandshakeRequest(
    Map<String, String> query,
    Map<String, List<String>> headers,
    String remoteAddress,
    boolean secure,
    Caller caller,
    boolean recoverable,
    String url) {

  /** Of requests that tests make up. */
  private static final String NO_URL = "/socket.io/";

  private static final String SECURE = "s";
  private static final String RECOVERABLE = "r";

  /** Copies what it is given. */
  public HandshakeRequest {
    query = Map.copyOf(query);
    headers = compact(headers);
  }

  /**
   * It is kept for as long as the session. Names are the same for all clients, and most headers
   * have one value.
   */
  private static Map<String, List<String>> compact(Map<String, List<String>> headers) {
    return headers.entrySet().stream()
        .collect(
            Collectors.toUnmodifiableMap(
                each -> each.getKey().intern(), each -> List.copyOf(each.getValue())));
  }

  /** One of a client that can come back unless it says {@code recovery=false}. */
  public HandshakeRequest(
      Map<String, String> query,
      Map<String, List<String>> headers,
      String remoteAddress,
      boolean secure,
      Caller caller) {
    this(
        query,
        headers,
        remoteAddress,
        secure,
        caller,
        !"false".equals(query.get("recovery")),
        NO_URL);
  }

  /** The same of nobody that the container knows. */
  public HandshakeRequest(
      Map<String, String> query,
      Map<String, List<String>> headers,
      String remoteAddress,
      boolean secure) {
    this(query, headers, remoteAddress, secure, Caller.NOBODY);
  }

  /** All of it, for {@link #parse}. */
  public List<String> texts() {
    List<String> texts = new ArrayList<>();
    texts.add(remoteAddress);
    texts.add(url);
    texts.add((secure ? SECURE : "") + (recoverable ? RECOVERABLE : ""));
    texts.add(caller.name() == null ? "" : "=" + caller.name());
    texts.add(String.valueOf(caller.roles().size()));
    texts.addAll(caller.roles());
    texts.add(String.valueOf(query.size()));
    query.forEach((name, value) -> texts.addAll(List.of(name, value)));
    headers.forEach(
        (name, values) -> {
          texts.add(name);
          texts.add(String.valueOf(values.size()));
          texts.addAll(values);
        });
    return texts;
  }

  /**
   * @param texts of {@link #texts}
   * @throws RuntimeException when they are something else
   */
  public static HandshakeRequest parse(List<String> texts) {
    Iterator<String> in = texts.iterator();
    String address = in.next();
    String url = in.next();
    String flags = in.next();
    String user = in.next();
    Caller caller = new Caller(user.isEmpty() ? null : user.substring(1), Set.copyOf(some(in)));
    Map<String, String> query = new HashMap<>();
    for (int left = Integer.parseInt(in.next()); left > 0; left--) {
      query.put(in.next(), in.next());
    }
    Map<String, List<String>> headers = new HashMap<>();
    while (in.hasNext()) {
      headers.put(in.next(), some(in));
    }
    return new HandshakeRequest(
        query, headers, address, flags.contains(SECURE), caller, flags.contains(RECOVERABLE), url);
  }

  private static List<String> some(Iterator<String> in) {
    List<String> some = new ArrayList<>();
    for (int left = Integer.parseInt(in.next()); left > 0; left--) {
      some.add(in.next());
    }
    return some;
  }

  /** The first value of a header, or null. */
  public String header(String name) {
    List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
    return values == null || values.isEmpty() ? null : values.get(0);
  }
}
