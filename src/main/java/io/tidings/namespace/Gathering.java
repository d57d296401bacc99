package io.tidings.namespace;

import io.tidings.access.MemoryBudget.Holding;
import io.tidings.broadcast.SocketRecord;
import io.tidings.packet.Arguments;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/** The answers of many sockets, as the instances report them. */
final class Gathering {

  private final Holding held;
  private long bytes;
  private final CompletableFuture<Answers> result = new CompletableFuture<>();
  private final Set<String> asked = new HashSet<>();
  private final Map<String, Arguments> received = new LinkedHashMap<>();

  /** By the instances of which more is expected: the sockets there, as far as they are known. */
  private final Map<String, Set<String>> open = new HashMap<>();

  private boolean begun;
  private boolean released;

  /**
   * @param held counts the answers in the memory budget; one for which there is no room is as good
   *     as none
   */
  Gathering(Holding held) {
    this.held = held;
  }

  CompletableFuture<Answers> result() {
    return result;
  }

  /**
   * @param instances that are there
   * @param sockets that the event is for, as presence knows them: of an instance that dies before
   *     it has said whom it asked
   * @return the instances that are to report
   */
  synchronized Set<String> begin(Set<String> instances, List<SocketRecord> sockets) {
    instances.forEach(instance -> open.put(instance, new HashSet<>()));
    for (SocketRecord socket : sockets) {
      // That of one which has just died may be known longer than the instance itself.
      open.computeIfAbsent(socket.instance(), gone -> new HashSet<>()).add(socket.id());
    }
    begun = true;
    return Set.copyOf(open.keySet());
  }

  void reported(String instance, Report report) {
    boolean complete;
    synchronized (this) {
      asked.addAll(report.asked());
      report.answers().forEach(this::receive);
      if (report.over()) {
        open.remove(instance);
      } else {
        // From now on it is known whom it asked.
        open.computeIfPresent(instance, (id, presumed) -> new HashSet<>());
      }
      complete = open.isEmpty();
    }
    if (complete) {
      finish();
    }
  }

  private void receive(Report.Answer answer) {
    long more = Report.OVERHEAD + answer.arguments().weight();
    if (!released && held.resize(bytes + more)) {
      bytes += more;
      received.put(answer.socket(), answer.arguments());
    }
  }

  /** Whoever asked has the answers. */
  synchronized void release() {
    released = true;
    held.resize(0);
  }

  /** Nothing more comes from an instance. */
  void gone(String instance) {
    boolean complete;
    synchronized (this) {
      Set<String> presumed = open.remove(instance);
      if (presumed != null) {
        asked.addAll(presumed);
      }
      complete = open.isEmpty();
    }
    if (complete) {
      finish();
    }
  }

  /** Nothing that comes now counts any more. */
  void timedOut() {
    boolean known;
    synchronized (this) {
      open.values().forEach(asked::addAll);
      known = begun;
    }
    if (known) {
      finish();
    } else {
      failed(new TimeoutException("the message queue does not say whom to ask"));
    }
  }

  void failed(Throwable why) {
    result.completeExceptionally(why);
  }

  private void finish() {
    Answers answers;
    synchronized (this) {
      Set<String> unanswered = new HashSet<>(asked);
      unanswered.removeAll(received.keySet());
      answers = new Answers(received, unanswered);
    }
    result.complete(answers);
  }
}
