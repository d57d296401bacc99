package io.tidings.namespace;

import io.tidings.engine.HandshakeRequest;
import io.tidings.packet.Arguments;
import io.tidings.packet.PacketException;
import jakarta.json.bind.annotation.JsonbTypeSerializer;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How a socket came to its namespace. Its JSON form has the members that socket.io's {@code
 * socket.handshake} has: {@code headers}, {@code time}, {@code address}, {@code xdomain}, {@code
 * secure}, {@code issued}, {@code url}, {@code query} and {@code auth}. Who is sent it reads the
 * client's credentials, where it has sent any.
 *
 * @param request the HTTP request that opened the connection
 * @param auth the JSON object that the client sent to this namespace; {@code {}} for none
 * @param time when it connected
 */
@JsonbTypeSerializer(HandshakeJson.class)
public record Handshake(HandshakeRequest request, String auth, Instant time) {

  /** The first value of a parameter of the connection's address. */
  public Optional<String> query(String name) {
    return Optional.ofNullable(request.query().get(name));
  }

  /** The first value of a header, in whatever case its name is written. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(request.header(name));
  }

  /** The parameters of the connection's address, the first value of each. */
  public Map<String, String> query() {
    return request.query();
  }

  /** The headers by their names in lower case, several values of one joined by {@code ", "}. */
  public Map<String, String> headers() {
    Map<String, String> headers = new TreeMap<>();
    request.headers().forEach((name, values) -> headers.put(name, String.join(", ", values)));
    return headers;
  }

  /** Path and query of the request that opened the connection; at {@code /ws} the path alone. */
  public String url() {
    return request.url();
  }

  /** {@link #time} in milliseconds since 1970, as JavaScript counts it. */
  public long issued() {
    return time.toEpochMilli();
  }

  /** Of the client; behind a proxy on this machine, as the proxy names it. */
  public String remoteAddress() {
    return request.remoteAddress();
  }

  /** Whether the client came by TLS. */
  public boolean secure() {
    return request.secure();
  }

  /** The user that the container found behind the request that opened the connection. */
  public Optional<String> user() {
    return Optional.ofNullable(request.caller().name());
  }

  /**
   * Whether that user has a role.
   *
   * @param role one that a {@code @RolesAllowed} of a handler names; of others the answer is false
   */
  public boolean isUserInRole(String role) {
    return request.caller().roles().contains(role);
  }

  /**
   * What the client sent as {@code auth}.
   *
   * <pre>{@code
   * record Login(String user, String token) {}
   * Login login = handshake.auth(Login.class);
   * }</pre>
   *
   * @param type with a JSON-B form
   * @throws ConnectionRefusedException when it is not of that type: a connect handler that lets it
   *     pass refuses the client, which reads that its {@code auth} does not fit
   */
  public <T> T auth(Class<T> type) {
    try {
      return Arguments.parse("[" + auth + "]").get(0, type);
    } catch (IllegalArgumentException | PacketException e) {
      ConnectionRefusedException refused = new ConnectionRefusedException("auth does not fit");
      refused.initCause(e);
      throw refused;
    }
  }
}
