/**
 * The port by which an instance asks another one and is answered, bytes under a subject, and the
 * binary form in which such bytes are written and read. Knows neither what is asked nor what
 * carries it, and imports no other package.
 */
package io.tidings.relay;
