/**
 * Carries broadcasts between instances and keeps what they know of each other: adapters, presence,
 * the registry of instances and what is to outlive one, each once within the process and once over
 * Redis. Knows nothing of sockets, transports or handlers; it moves headers and bytes, and the way
 * in is {@link io.tidings.broadcast.LocalDelivery}.
 */
package io.tidings.cluster;
