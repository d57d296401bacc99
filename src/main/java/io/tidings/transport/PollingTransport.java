package io.tidings.transport;

import io.tidings.engine.CloseReason;
import io.tidings.engine.Session;
import io.tidings.engine.Transport;
import io.tidings.engine.TransportName;
import io.tidings.packet.EncodedPacket;
import io.tidings.packet.EngineCodec;
import io.tidings.packet.EnginePacket;
import io.tidings.packet.PacketException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * HTTP long-polling (Engine.IO v4): packets leave as the answer to a GET that is parked until there
 * are some, and come in by POST. At most one of each may be under way.
 */
final class PollingTransport implements Transport {

  static final String TEXT = "text/plain; charset=UTF-8";
  private static final String JSON = "application/json";
  private static final String HTML = "text/html";

  private final Session session;
  private final Polls polls;
  private final AtomicBoolean posting = new AtomicBoolean();

  PollingTransport(Session session) {
    this.session = session;
    this.polls =
        new Polls(session::pollArrived, this::refuseOverlap, this::pollLost, this::answerLost);
  }

  @Override
  public TransportName name() {
    return TransportName.POLLING;
  }

  @Override
  public boolean isReady() {
    return polls.isReady();
  }

  /** Parks the GET that opens the session. */
  void park(Exchange get) {
    get.whenDisconnected(() -> disconnected(get.id()));
    polls.park(get);
  }

  /** Takes a GET of the open session. */
  void poll(Exchange get) {
    get.whenDisconnected(() -> disconnected(get.id()));
    polls.poll(get);
  }

  /**
   * The client of a GET has disconnected before it was sent the answer.
   *
   * @param get see {@link Exchange#id()}
   */
  void disconnected(Object get) {
    polls.disconnected(get);
  }

  private void pollLost() {
    session.pollLost(this, polls::isAbandoned);
  }

  private void answerLost() {
    session.transportClosed(this, CloseReason.TRANSPORT_ERROR);
  }

  private void refuseOverlap(Exchange second) {
    second.answer(400, TEXT, "");
    session.terminate(CloseReason.TRANSPORT_ERROR);
  }

  /** Takes a POST of the open session. */
  void post(Exchange post) throws IOException {
    if (!posting.compareAndSet(false, true)) {
      refuseOverlap(post);
      return;
    }
    post.read(
        session.config().maxPayload(),
        new BodyReader.Receiver() {
          @Override
          public void complete(String body) {
            receive(post, body);
          }

          @Override
          public void tooLarge() {
            PollingTransport.this.tooLarge(post);
          }

          @Override
          public void broken() {
            posting.set(false);
            post.answer(400, TEXT, "");
            session.terminate(CloseReason.TRANSPORT_ERROR);
          }
        });
  }

  private void tooLarge(Exchange post) {
    posting.set(false);
    post.answer(413, TEXT, "");
    session.terminate(CloseReason.TRANSPORT_ERROR);
  }

  /** Takes a POST of bytes, which the fourth version of the protocol has no place for. */
  void postBinary(Exchange post) {
    post.refuse(EngineError.BAD_REQUEST);
    session.terminate(CloseReason.TRANSPORT_ERROR);
  }

  private void receive(Exchange post, String body) {
    try {
      for (EnginePacket packet : EngineCodec.decodePayload(body)) {
        session.receive(this, packet);
      }
      posting.set(false);
      post.answer(200, HTML, "ok");
    } catch (PacketException e) {
      session.terminate(CloseReason.PARSE_ERROR);
      post.answer(400, JSON, EngineError.BAD_REQUEST.body());
    }
  }

  @Override
  public void write(List<EncodedPacket> packets) {
    polls.write(packets);
  }

  @Override
  public void close(CloseReason reason) {
    polls.close(get -> dismiss(get, reason));
  }

  private static void dismiss(Exchange get, CloseReason reason) {
    switch (reason) {
      case UPGRADED -> get.answer(400, JSON, EngineError.BAD_REQUEST.body());
      case CLIENT_CLOSE -> get.answer(200, TEXT, EngineCodec.NOOP.pollingBytes());
      default -> get.answer(200, TEXT, EngineCodec.CLOSE.pollingBytes());
    }
  }
}
