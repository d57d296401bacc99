package io.tidings.cluster;

import static io.tidings.cluster.RelayContract.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InProcessRelayTest implements RelayContract {

  /** Has several threads: the order is not the executor's. */
  private static final ForkJoinPool POOL = new ForkJoinPool(4);

  private final InProcessBus bus = new InProcessBus(Clock.systemUTC());
  private final ThreadScheduler threads = new ThreadScheduler();
  private final List<Place> places =
      List.of(
          new Place("here0000", new InProcessRelay(bus, "here0000", POOL, threads)),
          new Place("there000", new InProcessRelay(bus, "there000", POOL, threads)));

  @Override
  public List<Place> joined() {
    return places;
  }

  @Override
  public void kill(Place place) {
    ((InProcessRelay) place.relay()).close();
  }

  @AfterEach
  void stop() {
    places.forEach(this::kill);
    threads.close();
  }

  @Test
  void nothingHappensBeforeTheExecutorRunsIt() {
    Queue<Runnable> steps = new ArrayDeque<>();
    ManualScheduler time = new ManualScheduler();
    List<String> heard = new ArrayList<>();
    InProcessRelay asked = new InProcessRelay(bus, "asked", steps::add, time);
    asked.serve(
        "echo",
        (from, request) -> {
          heard.add(from);
          return CompletableFuture.completedFuture(request);
        });
    InProcessRelay asker = new InProcessRelay(bus, "asker", steps::add, time);

    CompletionStage<byte[]> answer = asker.ask("asked", "echo", bytes("?"), PATIENCE);
    assertThat(heard).isEmpty();
    steps.remove().run();
    assertThat(heard).containsExactly("asker");
    assertThat(answer.toCompletableFuture()).isNotDone();
    steps.remove().run();

    assertThat(answer.toCompletableFuture().getNow(null)).isEqualTo(bytes("?"));
    // That it was heard, the other is told.
    steps.remove().run();
    assertThat(steps).isEmpty();
  }

  @Test
  void patienceEndsByTheSchedulersClock() {
    ManualScheduler time = new ManualScheduler();
    InProcessRelay asker = new InProcessRelay(bus, "asker", POOL, time);
    places.get(1).relay().serve("echo", (from, request) -> new CompletableFuture<>());

    CompletionStage<byte[]> answer = asker.ask("there000", "echo", bytes("?"), 500);
    time.advance(499);
    assertThat(answer.toCompletableFuture()).isNotDone();
    time.advance(1);

    RelayContract.assertUnanswered(answer, Duration.ZERO);
  }

  @Test
  void whatArrivesAfterAFailureArrives() {
    Place here = places.get(0);
    Place there = places.get(1);
    there
        .relay()
        .serve(
            "echo",
            (from, request) -> {
              if (request.length == 0) {
                throw new StackOverflowError("of this one request");
              }
              return CompletableFuture.completedFuture(request);
            });

    here.ask(there, new byte[0]);

    assertThat(RelayContract.get(here.ask(there, bytes("next")))).isEqualTo(bytes("next"));
  }

  @Test
  void anInstanceThatStoppedAsksNobody() {
    Place here = places.get(0);
    places.get(1).echo();
    kill(here);

    RelayContract.assertUnanswered(here.ask(places.get(1), bytes("?")), Duration.ofSeconds(1));
  }

  @Test
  void aNewInstanceMayTakeTheIdOfOneThatIsGone() {
    kill(places.get(1));
    Place again = new Place("there000", new InProcessRelay(bus, "there000", POOL, threads));
    again.echo();

    assertThat(RelayContract.get(places.get(0).ask(again, bytes("?")))).isEqualTo(bytes("?"));
  }
}
