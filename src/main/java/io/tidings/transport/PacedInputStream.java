package io.tidings.transport;

import io.tidings.engine.Timer;
import io.tidings.transport.BodyException.Fault;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Stops reading a body that comes more slowly than {@link BodyPace} allows. Only the time that is
 * spent waiting for it counts: what its reader does with it is not the client's fault.
 */
final class PacedInputStream extends FilterInputStream {

  private final Timer timer;
  private final Runnable whenSlow;
  private long waited;
  private long count;

  /**
   * @param whenSlow ends the connection
   */
  PacedInputStream(InputStream in, Timer timer, Runnable whenSlow) {
    super(in);
    this.timer = timer;
    this.whenSlow = whenSlow;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    long began = timer.millis();
    int more = in.read(buffer, offset, length);
    waited += timer.millis() - began;
    count += Math.max(0, more);
    if (more >= 0 && waited > BodyPace.allowed(count)) {
      whenSlow.run();
      throw new BodyException(Fault.TOO_SLOW);
    }
    return more;
  }
}
