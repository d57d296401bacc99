/**
 * Engine.IO v4: sessions with their heartbeat, upgrade, bounded outbox and end. Usable alone; knows
 * nothing of Socket.IO, of servlets and WebSocket libraries, or of other instances.
 */
package io.tidings.engine;
