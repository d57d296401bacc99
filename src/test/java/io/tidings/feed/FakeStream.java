package io.tidings.feed;

import io.tidings.transport.EventStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A stream whose listener is the test: it takes what comes, or does not. */
final class FakeStream implements EventStream {

  private final StringBuilder sent = new StringBuilder();
  private final List<Runnable> tasksAtTheEnd = new ArrayList<>();
  private boolean reads = true;
  private boolean over;
  private Runnable whenDrained;

  @Override
  public synchronized void send(byte[] frame) {
    sent.append(new String(frame, StandardCharsets.UTF_8));
  }

  @Override
  public void whenDrained(Runnable task) {
    synchronized (this) {
      if (!reads) {
        whenDrained = task;
        return;
      }
    }
    task.run();
  }

  /** From now on it reads no more. */
  synchronized FakeStream stop() {
    reads = false;
    return this;
  }

  /** Takes what waits. */
  void go() {
    Runnable task;
    synchronized (this) {
      reads = true;
      task = whenDrained;
      whenDrained = null;
    }
    if (task != null) {
      task.run();
    }
  }

  synchronized boolean isAwaited() {
    return whenDrained != null;
  }

  @Override
  public void end() {
    List<Runnable> tasks;
    synchronized (this) {
      over = true;
      tasks = List.copyOf(tasksAtTheEnd);
      tasksAtTheEnd.clear();
    }
    tasks.forEach(Runnable::run);
  }

  @Override
  public synchronized void whenOver(Runnable task) {
    tasksAtTheEnd.add(task);
  }

  synchronized boolean isOver() {
    return over;
  }

  /** What has come, without comments and the like. */
  synchronized List<Message> messages() {
    return Arrays.stream(sent.toString().split("\n\n"))
        .map(Message::of)
        .filter(message -> !message.data().isEmpty())
        .toList();
  }

  List<String> data() {
    return messages().stream().map(Message::data).toList();
  }

  synchronized String text() {
    return sent.toString();
  }

  /** The id that a browser would say when it comes back; empty for none. */
  synchronized String lastId() {
    String id = "";
    for (String block : sent.toString().split("\n\n")) {
      String mine = Message.of(block).id();
      id = mine.isEmpty() ? id : mine;
    }
    return id;
  }

  record Message(String id, String event, String data) {

    static Message of(String block) {
      String[] fields = {"", "", ""};
      for (String line : block.split("\n")) {
        int colon = line.indexOf(": ");
        if (colon > 0) {
          String value = line.substring(colon + 2);
          switch (line.substring(0, colon)) {
            case "id" -> fields[0] = value;
            case "event" -> fields[1] = value;
            case "data" -> fields[2] = value;
            default -> {}
          }
        }
      }
      return new Message(fields[0], fields[1], fields[2]);
    }
  }
}
