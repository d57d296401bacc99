package io.tidings.transport;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Servlet requests and responses that hold what a test gives them, and no more. */
final class ServletRequests {

  private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private String method = "GET";
  private String query;
  private String uri = "/";
  private final Map<String, Object> attributes = new TreeMap<>();
  private String remoteAddress = "192.0.2.9";
  private boolean secure;

  ServletRequests method(String name) {
    method = name;
    return this;
  }

  ServletRequests query(String text) {
    query = text;
    return this;
  }

  ServletRequests uri(String path) {
    uri = path;
    return this;
  }

  /** What was set by those who have seen the request. */
  Map<String, Object> attributes() {
    return attributes;
  }

  ServletRequests from(String address) {
    remoteAddress = address;
    return this;
  }

  ServletRequests secure() {
    secure = true;
    return this;
  }

  /** Adds a header line; null adds none. */
  ServletRequests header(String name, String value) {
    if (value != null) {
      headers.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
    }
    return this;
  }

  HttpServletRequest build() {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, called, arguments) ->
                switch (called.getName()) {
                  case "getMethod" -> method;
                  case "getQueryString" -> query;
                  case "getContextPath" -> "";
                  case "getRequestURI" -> uri;
                  case "setAttribute" ->
                      discard(attributes.put((String) arguments[0], arguments[1]));
                  case "getRemoteAddr" -> remoteAddress;
                  case "isSecure" -> secure;
                  case "getUserPrincipal" -> null;
                  case "getHeaderNames" -> Collections.enumeration(headers.keySet());
                  case "getHeaders" -> Collections.enumeration(values(arguments[0]));
                  case "getHeader" -> values(arguments[0]).stream().findFirst().orElse(null);
                  default -> throw new UnsupportedOperationException(called.getName());
                });
  }

  private List<String> values(Object name) {
    return headers.getOrDefault(name, List.of());
  }

  /**
   * @param written takes the headers, and the status as {@code :status}
   */
  static HttpServletResponse response(Map<String, String> written) {
    return (HttpServletResponse)
        Proxy.newProxyInstance(
            ServletRequests.class.getClassLoader(),
            new Class<?>[] {HttpServletResponse.class},
            (proxy, called, arguments) ->
                switch (called.getName()) {
                  case "setHeader", "addHeader" ->
                      discard(written.put((String) arguments[0], (String) arguments[1]));
                  case "setContentType" -> discard(written.put(":type", (String) arguments[0]));
                  case "setContentLength" -> null;
                  case "getOutputStream" -> body(written);
                  case "setStatus" -> discard(written.put(":status", arguments[0].toString()));
                  default -> throw new UnsupportedOperationException(called.getName());
                });
  }

  private static ServletOutputStream body(Map<String, String> written) {
    return new ServletOutputStream() {
      @Override
      public boolean isReady() {
        return true;
      }

      @Override
      public void setWriteListener(WriteListener listener) {
        throw new UnsupportedOperationException();
      }

      @Override
      public void write(int octet) {
        written.merge(":body", "" + (char) octet, String::concat);
      }
    };
  }

  private static Object discard(Object before) {
    return null;
  }
}
