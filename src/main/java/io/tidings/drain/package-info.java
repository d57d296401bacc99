/**
 * How an instance leaves: on SIGTERM it begins nothing new, gives its connections up a few at a
 * time, and lets handlers finish before the server stops. Knows sessions and the way in for
 * requests, but not what sessions carry.
 */
package io.tidings.drain;
