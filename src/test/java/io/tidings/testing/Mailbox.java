package io.tidings.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidings.packet.Arguments;
import io.tidings.packet.EncodedPacket;
import io.tidings.packet.PacketException;
import io.tidings.packet.SocketPacket;
import io.tidings.packet.SocketPacketDecoder;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** What has come for one client, and those who wait for more of it. Never calls the server. */
final class Mailbox {

  private final SocketPacketDecoder decoder = new SocketPacketDecoder();
  private final Duration patience;
  private final BiConsumer<Long, Arguments> reply;

  /** Events that were not asked for yet, and all that ever came, to show when one did not. */
  private final List<Message> waiting = new ArrayList<>();

  private final List<Message> all = new ArrayList<>();
  private final Map<Long, Arguments> answers = new HashMap<>();
  private String socketId;
  private String secret;
  private String offset;
  private boolean recovered;
  private Refusal refusal;
  private boolean pinged;
  private String end;

  /**
   * @param reply sends an answer to the server, by its id
   */
  Mailbox(Duration patience, BiConsumer<Long, Arguments> reply) {
    this.patience = patience;
    this.reply = reply;
  }

  /** Takes an Engine.IO packet; its first character is its type. */
  synchronized void packet(EncodedPacket packet) {
    String text = new String(packet.text(), UTF_8);
    try {
      if (text.startsWith("2")) {
        pinged = true;
      } else if (text.startsWith("44")) {
        refusal = Refusal.of(object(text.substring(text.indexOf('{'))));
      } else if (text.startsWith("4")) {
        Optional<SocketPacket> complete = decoder.text(text.substring(1));
        for (byte[] attachment : packet.attachments()) {
          complete = decoder.binary(attachment);
        }
        complete.ifPresent(this::take);
      }
    } catch (PacketException e) {
      throw new IllegalStateException("the server sent " + text, e);
    }
    notifyAll();
  }

  private static JsonObject object(String json) {
    return Json.createReader(new StringReader(json)).readObject();
  }

  private void take(SocketPacket packet) {
    if (packet instanceof SocketPacket.Connect connect) {
      JsonObject welcome = object(connect.auth());
      socketId = welcome.getString("sid");
      String given = welcome.getString("pid", null);
      recovered = given != null && given.equals(secret);
      secret = given;
    } else if (packet instanceof SocketPacket.Event event) {
      Message message =
          new Message(
              event.name(),
              event.ackId().isEmpty() ? withoutOffset(event.arguments()) : event.arguments(),
              event.ackId().isEmpty()
                  ? null
                  : values -> reply.accept(event.ackId().getAsLong(), values));
      waiting.add(message);
      all.add(message);
    } else if (packet instanceof SocketPacket.Ack ack) {
      answers.put(ack.ackId(), ack.arguments());
    } else {
      end("io server disconnect");
    }
  }

  /** What a client keeps as its offset is the last argument, where its server recovers sockets. */
  private Arguments withoutOffset(Arguments arguments) {
    int last = arguments.size() - 1;
    if (secret == null || last < 0 || !arguments.json(last).startsWith("\"")) {
      return arguments;
    }
    String quoted = arguments.json(last);
    offset = quoted.substring(1, quoted.length() - 1);
    String inner = arguments.json().substring(1, arguments.json().length() - 1).strip();
    String rest = inner.substring(0, inner.length() - quoted.length()).replaceAll(",\\s*$", "");
    try {
      return Arguments.parse("[" + rest + "]", arguments.attachments());
    } catch (PacketException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Goes on where the mailbox of a lost connection ended. */
  synchronized void goOnFrom(Mailbox lost) {
    synchronized (lost) {
      secret = lost.secret;
      offset = lost.offset;
    }
  }

  /** What a client that comes back sends; empty for one that cannot. */
  synchronized Map<String, String> claim() {
    Map<String, String> claim = new HashMap<>();
    if (secret != null) {
      claim.put("pid", secret);
      if (offset != null) {
        claim.put("offset", offset);
      }
    }
    return claim;
  }

  synchronized boolean isRecovered() {
    return recovered;
  }

  synchronized void closed(String reason) {
    end(reason);
    notifyAll();
  }

  private void end(String reason) {
    if (end == null) {
      end = reason;
    }
  }

  /** Whether the server has pinged since the last call. */
  synchronized boolean takePing() {
    boolean was = pinged;
    pinged = false;
    return was;
  }

  synchronized boolean isOpen() {
    return end == null;
  }

  /** The socket's id, or why there is none; null while neither is known. */
  synchronized Object awaitJoined() {
    await("answer to the connection", () -> socketId != null || refusal != null);
    return socketId == null ? refusal : socketId;
  }

  synchronized Message awaitEvent(String event) {
    await("\"" + event + "\"", () -> find(event).isPresent());
    Message found = find(event).orElseThrow();
    waiting.remove(found);
    return found;
  }

  synchronized Optional<Message> find(String event) {
    return waiting.stream().filter(message -> message.event().equals(event)).findFirst();
  }

  synchronized Message awaitAnswer(String event, long ackId) {
    await("answer to \"" + event + "\"", () -> answers.containsKey(ackId));
    return new Message(event, answers.remove(ackId), null);
  }

  synchronized String awaitEnd() {
    await("end of the connection", () -> end != null, false);
    return end;
  }

  /** Takes away all that a probe left. */
  synchronized void forget(Message probe) {
    all.remove(probe);
  }

  private void await(String what, Supplier<Boolean> there) {
    await(what, there, true);
  }

  /**
   * @param needsServer whether what is not there when the connection ends will never be
   */
  private void await(String what, Supplier<Boolean> there, boolean needsServer) {
    long until = System.nanoTime() + patience.toNanos();
    try {
      while (!there.get()) {
        long left = (until - System.nanoTime()) / 1_000_000;
        if (left <= 0 || needsServer && end != null) {
          throw new AssertionError(missing(what));
        }
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted; " + missing(what), e);
    }
  }

  private String missing(String what) {
    String limit = end == null ? " within " + patience.toMillis() + " ms" : "";
    return "no " + what + limit + "; " + soFar();
  }

  /** What has come, and whether more can. */
  synchronized String soFar() {
    return (all.isEmpty() ? "nothing was received" : "received instead: " + all)
        + (end == null ? "" : "; the connection has ended: " + end);
  }
}
