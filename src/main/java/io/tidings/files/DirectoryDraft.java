package io.tidings.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.List;

/**
 * A file on its way into a {@link DirectoryStore}. Each step but the last may be the one at which
 * the machine fails; what is left then has no {@code .json}, so nobody finds it, and a sweep
 * removes it.
 */
final class DirectoryDraft implements FileStore.Draft {

  private final Path part;
  private final Path bytes;
  private final Path jsonPart;
  private final Path json;
  private final FileChannel channel;
  private boolean published;

  DirectoryDraft(DirectoryStore store, String id) throws IOException {
    part = store.path(id, ".part");
    bytes = store.bytes(id);
    jsonPart = store.path(id, ".json.part");
    json = store.json(id);
    channel = create(part);
  }

  private static FileChannel create(Path path) throws IOException {
    return FileChannel.open(
        path,
        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
        Directory.only("rw-------"));
  }

  @Override
  public void write(byte[] from, int offset, int length) throws IOException {
    writeAll(channel, ByteBuffer.wrap(from, offset, length));
  }

  private static void writeAll(FileChannel to, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      to.write(buffer);
    }
  }

  @Override
  public void publish(FileEntry entry) throws IOException {
    channel.force(false);
    channel.close();
    move(part, bytes);
    try (FileChannel out = create(jsonPart)) {
      writeAll(out, ByteBuffer.wrap(EntryJson.write(entry).getBytes(StandardCharsets.UTF_8)));
      out.force(false);
    }
    move(jsonPart, json);
    published = true;
  }

  private static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void close() {
    try {
      channel.close();
      if (!published) {
        for (Path each : List.of(part, bytes, jsonPart)) {
          Files.deleteIfExists(each);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
