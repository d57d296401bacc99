/**
 * Takes in files and keeps them for a while: the port for where bytes lie, a directory that does
 * it, and one upload on its way there. Knows nothing of HTTP, of rooms or of events; what clients
 * say of a file is never part of a path.
 */
package io.tidings.files;
