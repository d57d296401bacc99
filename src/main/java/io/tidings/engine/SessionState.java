package io.tidings.engine;

import io.tidings.packet.EncodedPacket;
import java.util.List;

/**
 * What is left of a session when it leaves its instance, and what another one goes on with.
 *
 * @param request the one that opened it
 * @param untilPing milliseconds until its client is to be sent a ping
 * @param unsent packets that its client has not been sent yet, in order
 */
public record SessionState(
    String id, HandshakeRequest request, long untilPing, List<EncodedPacket> unsent) {}
