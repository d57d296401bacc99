/**
 * How bytes travel: long-polling by asynchronous servlets, WebSocket by Jakarta WebSocket, with the
 * one class that knows the server behind it. Drives engine sessions, and knows nothing of
 * namespaces, events or other instances.
 */
package io.tidings.transport;
