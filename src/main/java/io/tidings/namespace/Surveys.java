package io.tidings.namespace;

import io.tidings.access.MemoryBudget;
import io.tidings.engine.Timer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** The surveys that go on on this instance, until whoever asks knows all, or would not ask more. */
final class Surveys {

  /** Milliseconds for which one is kept when nothing more will come. */
  private static final long KEPT = 15_000;

  private final Timer timer;
  private final MemoryBudget budget;
  private final Map<String, Survey> surveys = new ConcurrentHashMap<>();

  Surveys(Timer timer, MemoryBudget budget) {
    this.timer = timer;
    this.budget = budget;
  }

  /** Asks one socket. */
  void ask(Socket socket, Command.Ask what) {
    surveys.computeIfAbsent(what.survey(), id -> begin(what)).ask(socket, what);
  }

  private Survey begin(Command.Ask what) {
    timer.schedule(what.timeout() + KEPT, () -> end(what.survey()));
    return new Survey(budget.open(() -> {}));
  }

  /** Completes when there is something new; where nobody was asked, there is nothing. */
  CompletionStage<Report> report(Reports.Question question) {
    Survey survey = surveys.get(question.survey());
    return survey == null
        ? CompletableFuture.completedFuture(Report.NOTHING)
        : survey.report(question).whenComplete((report, none) -> forget(question, report));
  }

  private void forget(Reports.Question question, Report report) {
    if (report.over()) {
      end(question.survey());
    }
  }

  private void end(String id) {
    Survey ended = surveys.remove(id);
    if (ended != null) {
      ended.end();
    }
  }

  /** How many go on. */
  int count() {
    return surveys.size();
  }
}
