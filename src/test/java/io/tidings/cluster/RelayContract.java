package io.tidings.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidings.relay.Relay;
import io.tidings.relay.Service;
import io.tidings.relay.UnansweredException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every relay promises. */
interface RelayContract {

  long PATIENCE = 60_000;

  /** An instance's id and its relay. */
  record Place(String instance, Relay relay) {

    CompletionStage<byte[]> ask(Place other, byte[] request) {
      return relay.ask(other.instance(), "echo", request, PATIENCE);
    }

    void echo() {
      relay.serve("echo", (from, request) -> CompletableFuture.completedFuture(request));
    }
  }

  /** Two instances that are joined; the same two in one test. */
  List<Place> joined();

  /** Ends an instance that the others shall know to be gone, without a word where it can be so. */
  void kill(Place place);

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] get(CompletionStage<byte[]> answer) {
    return answer.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  static void assertUnanswered(CompletionStage<byte[]> answer, Duration within) {
    assertThat(answer.toCompletableFuture())
        .failsWithin(within)
        .withThrowableThat()
        .withCauseInstanceOf(UnansweredException.class);
  }

  @Test
  default void aRequestIsAnsweredByteForByte() {
    Place here = joined().get(0);
    Place there = joined().get(1);
    byte[] large = new byte[1_000_000];
    new Random(1).nextBytes(large);
    List<String> askers = Collections.synchronizedList(new ArrayList<>());
    there
        .relay()
        .serve(
            "echo",
            (from, request) -> {
              askers.add(from);
              return CompletableFuture.completedFuture(request);
            });

    assertThat(get(here.ask(there, large))).isEqualTo(large);
    assertThat(get(here.ask(there, new byte[0]))).isEmpty();
    assertThat(askers).containsExactly(here.instance(), here.instance());
  }

  @Test
  default void requestsArriveInTheirOrderAndAnswersFindTheirRequests() {
    Place here = joined().get(0);
    Place there = joined().get(1);
    List<Integer> arrived = Collections.synchronizedList(new ArrayList<>());
    there
        .relay()
        .serve(
            "echo",
            (from, request) -> {
              arrived.add(Integer.parseInt(new String(request, StandardCharsets.UTF_8)));
              return CompletableFuture.completedFuture(request);
            });

    List<CompletionStage<byte[]>> answers =
        IntStream.range(0, 1_000).mapToObj(i -> here.ask(there, bytes(String.valueOf(i)))).toList();

    for (int i = 0; i < answers.size(); i++) {
      assertThat(get(answers.get(i))).isEqualTo(bytes(String.valueOf(i)));
    }
    assertThat(arrived).isEqualTo(IntStream.range(0, 1_000).boxed().toList());
  }

  @Test
  default void anAnswerMayTakeItsTimeAndOthersOvertakeIt() {
    Place here = joined().get(0);
    Place there = joined().get(1);
    CompletableFuture<byte[]> slow = new CompletableFuture<>();
    there
        .relay()
        .serve(
            "echo",
            (from, request) ->
                request.length == 0 ? slow : CompletableFuture.completedFuture(request));

    CompletionStage<byte[]> parked = here.ask(there, new byte[0]);
    assertThat(get(here.ask(there, bytes("quick")))).isEqualTo(bytes("quick"));
    assertThat(parked.toCompletableFuture()).isNotDone();
    slow.complete(bytes("at last"));

    assertThat(get(parked)).isEqualTo(bytes("at last"));
  }

  @Test
  default void eitherMayAskTheOtherWhileItIsAsked() {
    Place here = joined().get(0);
    Place there = joined().get(1);
    here.echo();
    there.relay().serve("echo", (from, request) -> there.ask(here, request));

    assertThat(get(here.ask(there, bytes("to and fro")))).isEqualTo(bytes("to and fro"));
  }

  @Test
  default void aRequestIsServedByAThreadThatHoldsNothingOfTheAskers() {
    Place here = joined().get(0);
    Place there = joined().get(1);
    there
        .relay()
        .serve(
            "echo",
            (from, request) ->
                CompletableFuture.completedFuture(bytes(String.valueOf(Thread.holdsLock(here)))));

    CompletionStage<byte[]> answer;
    synchronized (here) {
      answer = here.ask(there, bytes("?"));
    }

    assertThat(get(answer)).isEqualTo(bytes("false"));
  }

  @Test
  default void anInstanceThatWasNeverThereIsKnownToBeGoneAtOnce() {
    assertUnanswered(
        joined().get(0).ask(new Place("nobody00", null), bytes("?")), Duration.ofSeconds(1));
  }

  @Test
  default void whatNobodyServesOrAServiceFailsAtIsUnanswered() {
    Place here = joined().get(0);
    Place there = joined().get(1);
    assertUnanswered(here.ask(there, bytes("?")), Duration.ofSeconds(5));

    there
        .relay()
        .serve(
            "echo",
            (from, request) -> {
              throw new IllegalStateException("broken");
            });
    assertUnanswered(here.ask(there, bytes("?")), Duration.ofSeconds(5));

    there
        .relay()
        .serve(
            "echo",
            (from, request) -> CompletableFuture.failedFuture(new IllegalStateException("no")));
    assertUnanswered(here.ask(there, bytes("?")), Duration.ofSeconds(5));
  }

  @Test
  default void anAnswerThatDoesNotComeIsNotWaitedForLongerThanAsked() {
    Place here = joined().get(0);
    Place there = joined().get(1);
    there.relay().serve("echo", (from, request) -> new CompletableFuture<>());

    assertUnanswered(
        here.relay().ask(there.instance(), "echo", bytes("?"), 100), Duration.ofSeconds(5));
  }

  @Test
  default void anInstanceIsThereUntilItDies() {
    Place here = joined().get(0);
    Place there = joined().get(1);

    assertThat(isThere(here, there.instance())).isTrue();
    assertThat(isThere(here, "nobody00")).isFalse();
    kill(there);

    await().until(() -> !isThere(here, there.instance()));
  }

  private static boolean isThere(Place here, String instance) {
    return here.relay()
        .isThere(instance)
        .toCompletableFuture()
        .orTimeout(5, TimeUnit.SECONDS)
        .join();
  }

  /** Answers when it is told to, and knows what became of its answer. */
  final class Attentive implements Service {

    private final CompletableFuture<byte[]> answer = new CompletableFuture<>();
    private final CompletableFuture<CompletionStage<Boolean>> asked = new CompletableFuture<>();

    @Override
    public CompletionStage<byte[]> serve(String from, byte[] request) {
      throw new AssertionError("it wants to know");
    }

    @Override
    public CompletionStage<byte[]> serve(
        String from, byte[] request, CompletionStage<Boolean> heard) {
      asked.complete(heard);
      return answer;
    }

    private CompletableFuture<Boolean> heard() {
      return asked.orTimeout(5, TimeUnit.SECONDS).join().toCompletableFuture();
    }
  }

  @Test
  default void aServiceLearnsThatItsAnswerWasHeard() {
    Place here = joined().get(0);
    Place there = joined().get(1);
    Attentive service = new Attentive();
    there.relay().serve("echo", service);

    CompletionStage<byte[]> answer = here.ask(there, bytes("?"));
    assertThat(service.heard()).isNotDone();
    service.answer.complete(bytes("!"));

    assertThat(get(answer)).isEqualTo(bytes("!"));
    assertThat(service.heard()).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(true);
  }

  @Test
  default void aServiceLearnsThatItsAnswerDiedWithTheOneWhoAsked() {
    Place here = joined().get(0);
    Place there = joined().get(1);
    Attentive service = new Attentive();
    there.relay().serve("echo", service);
    here.ask(there, bytes("?"));
    assertThat(service.heard()).isNotDone();

    kill(here);
    await().until(() -> !isThere(there, here.instance()));
    service.answer.complete(bytes("!"));

    assertThat(service.heard()).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(false);
  }

  @Test
  default void anInstanceThatDiesOwesNothing() {
    Place here = joined().get(0);
    Place there = joined().get(1);
    List<byte[]> arrived = Collections.synchronizedList(new ArrayList<>());
    there
        .relay()
        .serve(
            "echo",
            (from, request) -> {
              arrived.add(request);
              return new CompletableFuture<>();
            });
    CompletionStage<byte[]> parked = here.ask(there, bytes("?"));
    await().until(() -> !arrived.isEmpty());

    kill(there);

    assertUnanswered(parked, Duration.ofSeconds(5));
    assertUnanswered(here.ask(there, bytes("?")), Duration.ofSeconds(3));
  }

  @Test
  default void itKnowsWhoIsThere() {
    Place here = joined().get(0);
    Place there = joined().get(1);
    assertThat(here.relay().instances().toCompletableFuture().join())
        .containsOnly(here.instance(), there.instance());
    assertThat(there.relay().instances().toCompletableFuture().join())
        .containsOnly(here.instance(), there.instance());

    kill(there);

    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                here.relay()
                    .instances()
                    .toCompletableFuture()
                    .join()
                    .equals(Set.of(here.instance())));
  }
}
