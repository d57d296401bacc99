package io.tidings.broadcast;

import io.tidings.packet.EncodedPacket;

/**
 * One event on its way to many sockets, encoded once.
 *
 * @param namespace the namespace's name, with its leading slash
 * @param packet the Engine.IO message that holds the Socket.IO event, attachments included
 */
public record Broadcast(String namespace, Selection selection, EncodedPacket packet) {}
