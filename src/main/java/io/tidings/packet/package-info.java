/**
 * The packets of Engine.IO v4 and Socket.IO v5 and their encodings on the wire, with the one in
 * plain JSON. Knows no sessions, no transports and no sockets; everything here is immutable or
 * confined to one connection.
 */
package io.tidings.packet;
