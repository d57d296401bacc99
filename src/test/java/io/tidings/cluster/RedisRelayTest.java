package io.tidings.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidings.relay.UnansweredException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Instances ask each other over a real Redis. */
class RedisRelayTest {

  private static final long PATIENCE = 60_000;

  private final TestCluster cluster = new TestCluster(TestRedis.shared());
  private Cluster here;
  private Cluster there;

  @BeforeEach
  void join() {
    here = cluster.instance(new Recorder());
    there = cluster.instance(new Recorder());
    cluster.awaitHealthy();
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private CompletionStage<byte[]> ask(byte[] request) {
    return here.relay().ask(there.registry().self().id(), "echo", request, PATIENCE);
  }

  private static byte[] get(CompletionStage<byte[]> answer) {
    return answer.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  private static void assertUnanswered(CompletionStage<byte[]> answer, Duration within) {
    assertThat(answer.toCompletableFuture())
        .failsWithin(within)
        .withThrowableThat()
        .withCauseInstanceOf(UnansweredException.class);
  }

  @Test
  void aRequestIsAnsweredByteForByte() {
    byte[] large = new byte[1_000_000];
    new Random(1).nextBytes(large);
    there
        .relay()
        .serve(
            "echo",
            (from, request) -> {
              assertThat(from).isEqualTo(here.registry().self().id());
              return CompletableFuture.completedFuture(request);
            });

    assertThat(get(ask(large))).isEqualTo(large);
    assertThat(get(ask(new byte[0]))).isEmpty();
  }

  @Test
  void requestsArriveInTheirOrderAndAnswersFindTheirRequests() {
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
        IntStream.range(0, 1_000).mapToObj(i -> ask(bytes(String.valueOf(i)))).toList();

    for (int i = 0; i < answers.size(); i++) {
      assertThat(get(answers.get(i))).isEqualTo(bytes(String.valueOf(i)));
    }
    assertThat(arrived).isEqualTo(IntStream.range(0, 1_000).boxed().toList());
  }

  @Test
  void anAnswerMayTakeItsTimeAndOthersOvertakeIt() {
    CompletableFuture<byte[]> slow = new CompletableFuture<>();
    there
        .relay()
        .serve(
            "echo",
            (from, request) ->
                request.length == 0 ? slow : CompletableFuture.completedFuture(request));

    CompletionStage<byte[]> parked = ask(new byte[0]);
    assertThat(get(ask(bytes("quick")))).isEqualTo(bytes("quick"));
    assertThat(parked.toCompletableFuture()).isNotDone();
    slow.complete(bytes("at last"));

    assertThat(get(parked)).isEqualTo(bytes("at last"));
  }

  @Test
  void anInstanceWithoutALeaseIsKnownToBeGoneAtOnce() {
    assertUnanswered(
        here.relay().ask("nobody00", "echo", bytes("?"), PATIENCE), Duration.ofSeconds(1));
  }

  @Test
  void whatNobodyServesOrAServiceFailsAtIsUnanswered() {
    assertUnanswered(ask(bytes("?")), Duration.ofSeconds(5));

    there
        .relay()
        .serve(
            "echo",
            (from, request) -> {
              throw new IllegalStateException("broken");
            });
    assertUnanswered(ask(bytes("?")), Duration.ofSeconds(5));
  }

  @Test
  void anAnswerThatDoesNotComeIsNotWaitedForLongerThanAsked() {
    there.relay().serve("echo", (from, request) -> new CompletableFuture<>());

    assertUnanswered(
        here.relay().ask(there.registry().self().id(), "echo", bytes("?"), 100),
        Duration.ofSeconds(5));
  }

  @Test
  void anInstanceThatDiesOwesNothing() {
    List<byte[]> arrived = Collections.synchronizedList(new ArrayList<>());
    there
        .relay()
        .serve(
            "echo",
            (from, request) -> {
              arrived.add(request);
              return new CompletableFuture<>();
            });
    CompletionStage<byte[]> parked = ask(bytes("?"));
    await().until(() -> !arrived.isEmpty());

    cluster.kill(there);

    assertUnanswered(parked, Duration.ofSeconds(5));
    assertUnanswered(ask(bytes("?")), Duration.ofSeconds(3));
  }

  @Test
  void aSubscriptionThatWasLostIsWaitedFor() {
    there.relay().serve("echo", (from, request) -> CompletableFuture.completedFuture(request));
    assertThat(get(ask(bytes("before")))).isEqualTo(bytes("before"));

    TestRedis.shared().command("CLIENT KILL TYPE pubsub");

    List<CompletionStage<byte[]>> answers =
        List.of(ask(bytes("1")), ask(bytes("2")), ask(bytes("3")));
    assertThat(answers.stream().map(RedisRelayTest::get).map(Arrays::toString))
        .containsExactly(
            Arrays.toString(bytes("1")), Arrays.toString(bytes("2")), Arrays.toString(bytes("3")));
  }
}
