package io.tidings.namespace;

import io.tidings.access.MemoryBudget.Account;
import io.tidings.access.MemoryBudget.Holding;
import io.tidings.access.MemoryBudget.Use;
import io.tidings.packet.Arguments;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One event that sockets of this instance are to answer, and what they have answered. */
final class Survey {

  private final List<String> asked = new ArrayList<>();
  private final List<Report.Answer> answers = new ArrayList<>();
  private final Account account;
  private final Holding held;
  private long bytes;
  private boolean over;
  private int owed;

  /** What the instance that asks waits for, or null. */
  private Waiting waiting;

  private record Waiting(Reports.Question question, CompletableFuture<Report> report) {}

  /**
   * @param account counts the answers in the memory budget; is ended by {@link #end}
   */
  Survey(Account account) {
    this.account = account;
    this.held = account.holding(Use.ANSWERS);
  }

  /** Sends a socket the event. One that is gone owes nothing any more. */
  void ask(Socket socket, Command.Ask what) {
    synchronized (this) {
      asked.add(socket.id());
      owed++;
    }
    socket
        .emitWithAck(what.timeout(), what.event(), what.arguments())
        .whenComplete((answer, failure) -> answered(socket.id(), answer));
  }

  /**
   * @param answer null for none
   */
  private void answered(String socket, Arguments answer) {
    Waiting told = null;
    Report news;
    synchronized (this) {
      owed--;
      if (answer != null && count(answer)) {
        answers.add(new Report.Answer(socket, answer));
      }
      if (waiting == null || !isNew(waiting.question)) {
        return;
      }
      told = waiting;
      waiting = null;
      news = reportTo(told.question);
    }
    told.report.complete(news);
  }

  /** Counts an answer; one for which there is no room is as good as none. */
  private boolean count(Arguments answer) {
    long more = Report.OVERHEAD + answer.weight();
    boolean room = !over && held.resize(bytes + more);
    bytes += room ? more : 0;
    return room;
  }

  /** Whoever asks knows all, or asks no more. */
  synchronized void end() {
    over = true;
    held.resize(0);
    account.end();
  }

  /** Completes when there is something that the one who asks does not know. */
  synchronized CompletionStage<Report> report(Reports.Question question) {
    if (isNew(question)) {
      return CompletableFuture.completedFuture(reportTo(question));
    }
    waiting = new Waiting(question, new CompletableFuture<>());
    return waiting.report;
  }

  private boolean isNew(Reports.Question question) {
    return owed == 0 || asked.size() > question.asked() || answers.size() > question.answered();
  }

  private Report reportTo(Reports.Question question) {
    return new Report(
        owed == 0,
        List.copyOf(asked.subList(question.asked(), asked.size())),
        List.copyOf(answers.subList(question.answered(), answers.size())));
  }
}
