package io.tidings.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Files in one folder, which several instances may share. Of each: {@code ID.bytes}, and {@code
 * ID.json} with what is known of it, which comes last and goes first: where it is, the file is.
 * What is on its way ends in {@code .part}.
 */
final class DirectoryStore implements FileStore {

  private final Directory directory;
  private final InstantSource clock;

  /**
   * @param directory made when the first file comes, if it is not there
   */
  DirectoryStore(Directory directory, InstantSource clock) {
    this.directory = directory;
    this.clock = clock;
  }

  @Override
  public Draft begin(String id) throws IOException {
    directory.create();
    return new DirectoryDraft(this, id);
  }

  @Override
  public Optional<FileEntry> find(String id) throws IOException {
    return FileId.isValid(id)
        ? read(id).filter(entry -> entry.expires().isAfter(clock.instant()))
        : Optional.empty();
  }

  /** An entry, expired or not. */
  private Optional<FileEntry> read(String id) throws IOException {
    try {
      return EntryJson.read(Files.readString(json(id))).filter(entry -> entry.id().equals(id));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<InputStream> open(FileEntry entry, long from, long length) throws IOException {
    SeekableByteChannel channel;
    try {
      channel = Files.newByteChannel(bytes(entry.id()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    channel.position(from);
    return Optional.of(new Slice(Channels.newInputStream(channel), length));
  }

  @Override
  public boolean delete(String id) throws IOException {
    if (!FileId.isValid(id)) {
      return false;
    }
    boolean was = Files.deleteIfExists(json(id));
    Files.deleteIfExists(bytes(id));
    return was;
  }

  @Override
  public void sweep() throws IOException {
    if (directory.exists()) {
      new Sweep(this, directory.now()).over(directory.path());
    }
  }

  /** Whether a file's time is over, or what should tell cannot be read. */
  boolean isExpired(String id) throws IOException {
    return find(id).isEmpty();
  }

  Path bytes(String id) {
    return path(id, ".bytes");
  }

  Path json(String id) {
    return path(id, ".json");
  }

  Path path(String id, String ending) {
    if (!FileId.isValid(id)) {
      throw new IllegalArgumentException("not an id of a file");
    }
    return directory.path().resolve(id + ending);
  }
}
