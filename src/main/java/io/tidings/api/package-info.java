/**
 * The REST resources under {@code /api}: publish, rooms, sockets, files, instances. Thin: they
 * check what comes in, ask the layers below, and shape the answer.
 */
package io.tidings.api;
