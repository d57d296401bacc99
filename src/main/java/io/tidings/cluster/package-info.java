/**
 * Carries broadcasts between instances and keeps what they know of each other: adapters, presence
 * and the registry of instances, each once within the process and once over Redis. Knows nothing of
 * sockets, transports or handlers; it moves headers and bytes, and the way in is {@link
 * io.tidings.broadcast.LocalDelivery}.
 */
package io.tidings.cluster;
