package io.tidings.transport;

import io.tidings.access.MemoryBudget.Holding;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;

/** What waits for one listener, in order and bounded in bytes. Safe for use by several threads. */
final class StreamOutbox {

  /** Bytes of one write, so that what the container holds stays bounded too. */
  private static final int MAX_WRITE = 32 * 1024;

  private final long maxBytes;
  private final Holding held;
  private final Deque<byte[]> frames = new ArrayDeque<>(2);
  private long bytes;
  private boolean closed;

  /**
   * @param held counts what waits
   */
  StreamOutbox(long maxBytes, Holding held) {
    this.maxBytes = maxBytes;
    this.held = held;
  }

  /**
   * Adds a frame. A lone one that is larger than the limit would never pass otherwise.
   *
   * @return false when there is no room
   */
  synchronized boolean offer(byte[] frame) {
    if (closed) {
      return true;
    }
    boolean room = frames.isEmpty() || bytes + frame.length <= maxBytes;
    if (room && held.resize(bytes + frame.length)) {
      frames.add(frame);
      bytes += frame.length;
      return true;
    }
    return false;
  }

  /** What is to be written next, several frames at once where they are small; null for nothing. */
  synchronized byte[] take() {
    byte[] next = next();
    held.resize(bytes);
    return next;
  }

  private byte[] next() {
    byte[] first = frames.poll();
    if (first == null) {
      return null;
    }
    bytes -= first.length;
    if (frames.isEmpty() || first.length + frames.peek().length > MAX_WRITE) {
      return first;
    }
    ByteArrayOutputStream joined = new ByteArrayOutputStream(MAX_WRITE);
    joined.writeBytes(first);
    while (!frames.isEmpty() && joined.size() + frames.peek().length <= MAX_WRITE) {
      bytes -= frames.peek().length;
      joined.writeBytes(frames.poll());
    }
    return joined.toByteArray();
  }

  synchronized boolean isEmpty() {
    return frames.isEmpty();
  }

  /** Takes nothing more; what waits may still be taken out. */
  synchronized void close() {
    closed = true;
  }

  /** Takes nothing more, and forgets what waits. */
  synchronized void discard() {
    closed = true;
    frames.clear();
    bytes = 0;
    held.resize(0);
  }
}
