/**
 * Socket.IO v5: namespaces, sockets, rooms and acks over engine sessions, and the delivery of
 * broadcasts to the sockets of this instance. Knows no transports, no message queue, and no
 * application code but through {@link io.tidings.namespace.EventHandler}.
 */
package io.tidings.namespace;
