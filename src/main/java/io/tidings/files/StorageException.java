package io.tidings.files;

import java.io.IOException;

/** A file cannot be kept, through no fault of its sender: the disk is full, for example. */
public final class StorageException extends IOException {

  private static final long serialVersionUID = 1L;

  StorageException(IOException cause) {
    super(cause.getMessage(), cause);
  }
}
