package io.tidings.namespace;

import io.tidings.broadcast.Adapter;
import io.tidings.broadcast.BroadcastId;
import io.tidings.relay.Service;
import io.tidings.relay.WireReader;
import io.tidings.relay.WireWriter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Reports what became of commands on this instance: when all that was broadcast up to a place has
 * been delivered, and what the sockets have answered since.
 */
final class Reports implements Service {

  private final Adapter adapter;
  private final Dispatcher dispatcher;

  Reports(Adapter adapter, Dispatcher dispatcher) {
    this.adapter = adapter;
    this.dispatcher = dispatcher;
  }

  /**
   * What is asked.
   *
   * @param place to which this instance has to come first
   * @param survey the id of a {@link Survey}, or "" for none
   * @param asked how many of those it asked are known already
   * @param answered how many of the answers are
   */
  record Question(BroadcastId place, String survey, int asked, int answered) {

    byte[] encode() {
      return new WireWriter(64)
          .text(place.toString())
          .text(survey)
          .number(asked)
          .number(answered)
          .toBytes();
    }

    static Question decode(byte[] bytes) {
      WireReader in = new WireReader(bytes);
      return new Question(BroadcastId.parse(in.text()), in.text(), in.integer(), in.integer());
    }

    /** What is asked when this has been answered. */
    Question after(Report report) {
      return new Question(
          BroadcastId.NONE,
          survey,
          asked + report.asked().size(),
          answered + report.answers().size());
    }
  }

  /**
   * @param request a {@link Question}
   * @return a {@link Report}, as soon as there is something new
   */
  @Override
  public CompletionStage<byte[]> serve(String from, byte[] request) {
    Question question = Question.decode(request);
    return reached(question.place())
        .thenCompose(reached -> dispatcher.surveys().report(question))
        .thenApply(Report::encode);
  }

  private CompletionStage<Void> reached(BroadcastId place) {
    CompletableFuture<Void> reached = new CompletableFuture<>();
    adapter.inOrder(place, last -> dispatcher.run(() -> reached.complete(null)));
    return reached;
  }
}
