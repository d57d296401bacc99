/**
 * Programs to copy, which {@code src/docs/examples} tells of and the tests run. They know nothing
 * of Tidings but what goes over the wire.
 */
package io.tidings.examples;
