/**
 * Whether the console's pages, which lie in the jar as static resources, are served. Knows nothing
 * of what they show, and of our packages only the configuration.
 */
package io.tidings.console;
