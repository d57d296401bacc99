package io.tidings.namespace;

import io.tidings.engine.HandshakeRequest;
import java.time.Instant;

/**
 * How a socket came to its namespace.
 *
 * @param request the HTTP request that opened the connection
 * @param auth the JSON object that the client sent to this namespace; {@code {}} for none
 * @param time when it connected
 */
public record Handshake(HandshakeRequest request, String auth, Instant time) {}
