/**
 * What operators see of an instance: its health by MicroProfile. Reads the other packages and
 * changes nothing.
 */
package io.tidings.observe;
