/**
 * The built-in services on the main namespace, so that the WAR is useful with no Java written. They
 * are ordinary handler beans: an example to copy.
 */
package io.tidings.rooms;
