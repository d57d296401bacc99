/**
 * Real servers, real clients: what a user does with Tidings, done to the WAR as it is shipped. The
 * clients are in {@code src/test/js}; these classes start the servers that they are run against.
 */
package io.tidings.endtoend;
