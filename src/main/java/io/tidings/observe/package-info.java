/**
 * What operators see of an instance: its health and metrics by MicroProfile. Reads the other
 * packages and changes nothing.
 */
package io.tidings.observe;
