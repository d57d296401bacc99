/**
 * A WAR with what the official suites of Engine.IO and Socket.IO expect of a server. The build
 * packs it as {@code tidings-conformance.war}; it is also the smallest example of handlers of one's
 * own.
 */
package io.tidings.conformance;
