/**
 * Says who may come in, and how much one client may do; counts what is refused. It knows neither
 * HTTP nor Socket.IO: others bring it what a client sent, and act on what it says.
 */
package io.tidings.access;
