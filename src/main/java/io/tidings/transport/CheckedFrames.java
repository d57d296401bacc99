package io.tidings.transport;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * What a WebSocket's client sends, for a container that does not judge frames: it goes on as it is,
 * up to the first frame that {@link FrameJudge} refuses. Of that one and of all behind it nothing
 * is given away; Tyrus would make an array as long as a length says whose top bit is set.
 */
final class CheckedFrames extends ServletInputStream {

  private final ServletInputStream in;
  private final FrameJudge judge;
  private final Consumer<FrameJudge.Refusal> whenRefused;

  private final byte[] header = new byte[FrameShortcut.LONGEST_HEADER];

  /** Bytes of the header that are there. */
  private int there;

  /** Bytes of the body that are still to come. */
  private long left;

  private FrameJudge.Refusal refusal;
  private boolean told;

  /**
   * @param whenRefused called once, by the thread that reads, when it has been given all that came
   *     before
   */
  CheckedFrames(ServletInputStream in, FrameJudge judge, Consumer<FrameJudge.Refusal> whenRefused) {
    this.in = in;
    this.judge = judge;
    this.whenRefused = whenRefused;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    if (isRefused()) {
      return 0;
    }
    int count = in.read(bytes, from, length);
    int good = count > 0 ? check(bytes, from, count) : count;
    return good == 0 && isRefused() ? 0 : good;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) == 1 ? one[0] & 0xff : -1;
  }

  /** How many of the bytes may be given away. */
  private int check(byte[] bytes, int from, int count) {
    int at = from;
    int end = from + count;
    while (at < end) {
      if (left > 0) {
        int skipped = (int) Math.min(left, end - at);
        left -= skipped;
        at += skipped;
      } else {
        header[there++] = bytes[at++];
        if (there > 1 && there == FrameShortcut.headerSize(header[1]) && !isGood()) {
          // What came of its header before is not a frame for anybody.
          return Math.max(0, at - there - from);
        }
      }
    }
    return count;
  }

  private boolean isGood() {
    long length = FrameShortcut.length(header, 0);
    refusal = judge.judge(header[0] & 0xff, header[1] < 0, length).orElse(null);
    if (refusal == null) {
      there = 0;
      left = length;
    }
    return refusal == null;
  }

  /** Tells of a refusal, when all before it has been read. */
  private boolean isRefused() {
    if (refusal != null && !told) {
      told = true;
      whenRefused.accept(refusal);
    }
    return refusal != null;
  }

  @Override
  public boolean isReady() {
    return !isRefused() && in.isReady();
  }

  @Override
  public int available() throws IOException {
    return refusal == null ? in.available() : 0;
  }

  @Override
  public boolean isFinished() {
    return in.isFinished();
  }

  @Override
  public void setReadListener(ReadListener listener) {
    in.setReadListener(listener);
  }
}
