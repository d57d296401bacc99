package io.tidings.files;

import java.time.Instant;

/**
 * What is known of a file besides its bytes.
 *
 * @param id of {@link FileId}
 * @param name what its sender calls it, cleaned by {@link FileName}; for people, never for paths
 * @param type a media type, cleaned by {@link FileType}; what its sender says, nobody has looked
 * @param size bytes
 * @param sha256 of the bytes, 64 lower-case hexadecimal digits
 * @param namespace of the room
 * @param room that it was sent to
 * @param expires when it is gone
 */
public record FileEntry(
    String id,
    String name,
    String type,
    long size,
    String sha256,
    String namespace,
    String room,
    Instant created,
    Instant expires) {}
