package io.tidings.namespace;

import io.tidings.broadcast.History.Heard;
import io.tidings.broadcast.Offset;
import java.util.List;
import java.util.Optional;

/**
 * What a client that comes back has missed of the broadcasts.
 *
 * @param events those that may concern its socket, oldest first
 * @param last of the last broadcast that there was, whomever it was for; empty when there was none
 */
record Missed(List<Heard> events, Optional<Offset> last) {}
