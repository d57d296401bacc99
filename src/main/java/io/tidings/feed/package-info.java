/**
 * Those who read what is said and are no sockets: the history of a namespace in pages, and streams
 * of history and then live events. Knows what was broadcast and how streams are written to, but
 * neither requests nor sockets.
 */
package io.tidings.feed;
