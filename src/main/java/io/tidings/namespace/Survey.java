package io.tidings.namespace;

import io.tidings.packet.Arguments;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One event that sockets of this instance are to answer, and what they have answered. */
final class Survey {

  private final List<String> asked = new ArrayList<>();
  private final List<Report.Answer> answers = new ArrayList<>();
  private int owed;

  /** What the instance that asks waits for, or null. */
  private Waiting waiting;

  private record Waiting(Reports.Question question, CompletableFuture<Report> report) {}

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
      if (answer != null) {
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
