/**
 * The REST resources under {@code /api}: publish, rooms, sockets, instances. Thin: they check what
 * comes in, ask the layers below, and shape the answer.
 */
package io.tidings.api;
