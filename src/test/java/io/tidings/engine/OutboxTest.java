package io.tidings.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidings.access.MemoryBudget;
import io.tidings.access.MemoryBudget.Account;
import io.tidings.access.RefusalCounts;
import io.tidings.config.OutboxConfig;
import io.tidings.config.OutboxConfig.Policy;
import io.tidings.packet.EncodedPacket;
import io.tidings.packet.EncodedPacket.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OutboxTest {

  private final AtomicInteger full = new AtomicInteger();
  private final RecordingTransport transport = RecordingTransport.webSocket();

  private final List<Runnable> closed = new ArrayList<>();
  private final MemoryBudget budget =
      new MemoryBudget(1_000_000, new RefusalCounts(() -> 0), closed::add);

  private Account account() {
    return budget.open(() -> {});
  }

  private Outbox outbox(long maxBytes, Policy policy) {
    Outbox outbox =
        new Outbox(new OutboxConfig(maxBytes, policy), account(), full::incrementAndGet);
    outbox.attach(transport);
    return outbox;
  }

  private static EncodedPacket packet(Kind kind, String text) {
    return EncodedPacket.text(kind, text);
  }

  private static EncodedPacket event(String text) {
    return packet(Kind.EVENT, text);
  }

  @Test
  void onePacketLeavesAtOnceAndWhatWaitsSharesAWrite() {
    Outbox outbox = outbox(100, Policy.DISCONNECT);
    outbox.offer(event("a"));
    outbox.flush();
    transport.setReady(false);
    outbox.offer(event("b"));
    outbox.flush();
    outbox.offer(event("c"));
    outbox.flush();
    assertThat(transport.writes()).containsExactly(List.of("a"));
    transport.setReady(true);
    outbox.flush();
    outbox.flush();
    assertThat(transport.writes()).containsExactly(List.of("a"), List.of("b", "c"));
  }

  @Test
  void aTransportThatThrowsOnceIsGivenWhatComesNext() {
    AtomicBoolean broken = new AtomicBoolean(true);
    Outbox outbox = outbox(100, Policy.DISCONNECT);
    transport.onWrite(
        () -> {
          if (broken.getAndSet(false)) {
            throw new IllegalStateException("broken");
          }
        });
    outbox.offer(event("a"));
    assertThatThrownBy(outbox::flush).hasMessage("broken");
    outbox.offer(event("b"));
    outbox.flush();
    assertThat(transport.writes()).last().isEqualTo(List.of("b"));
  }

  @Test
  void writesAreBoundedToo() {
    Outbox outbox = outbox(10_000_000, Policy.DISCONNECT);
    String large = "x".repeat(100 * 1024);
    for (int i = 0; i < 5; i++) {
      outbox.offer(event(large));
    }
    outbox.offer(event("y".repeat(300 * 1024)));
    outbox.flush();
    assertThat(transport.writes()).extracting(List::size).containsExactly(2, 2, 1, 1);
  }

  @Test
  void whatFitsExactlyFits() {
    Outbox outbox = outbox(6, Policy.DISCONNECT);
    outbox.offer(event("abc"));
    outbox.offer(event("def"));
    assertThat(full).hasValue(0);
    outbox.offer(event("g"));
    assertThat(full).as("told by the flush, under no lock").hasValue(0);
    outbox.flush();
    outbox.flush();
    assertThat(full).hasValue(1);
  }

  @Test
  void whatWasWrittenMakesRoom() {
    Outbox outbox = outbox(3, Policy.DISCONNECT);
    for (int i = 0; i < 10; i++) {
      outbox.offer(event("abc"));
      outbox.flush();
    }
    assertThat(full).hasValue(0);
    assertThat(transport.texts()).hasSize(10);
  }

  @Test
  void aLonePacketMayBeLargerThanTheLimit() {
    Outbox outbox = outbox(3, Policy.DISCONNECT);
    outbox.offer(event("large"));
    outbox.flush();
    assertThat(transport.texts()).containsExactly("large");
    assertThat(full).hasValue(0);
  }

  @Test
  void volatileEventsAreTheFirstToGo() {
    for (Policy policy : Policy.values()) {
      transport.take();
      transport.setReady(false);
      Outbox outbox = outbox(4, policy);
      outbox.offer(event("a"));
      outbox.offer(packet(Kind.VOLATILE, "v"));
      outbox.offer(packet(Kind.VOLATILE, "w"));
      outbox.offer(event("b"));
      outbox.offer(event("c"));
      transport.setReady(true);
      outbox.flush();
      assertThat(transport.texts()).containsExactly("a", "w", "b", "c");
    }
    assertThat(full).hasValue(0);
  }

  @Test
  void aVolatileEventThatFindsNoRoomIsLost() {
    for (Policy policy : Policy.values()) {
      transport.take();
      transport.setReady(false);
      Outbox outbox = outbox(2, policy);
      outbox.offer(event("a"));
      outbox.offer(event("b"));
      outbox.offer(packet(Kind.VOLATILE, "v"));
      transport.setReady(true);
      outbox.flush();
      assertThat(transport.texts()).as(policy.name()).containsExactly("a", "b");
    }
    assertThat(full).hasValue(0);
  }

  @Test
  void dropOldestKeepsTheNewestEventsAndAllOfTheProtocol() {
    Outbox outbox = outbox(4, Policy.DROP_OLDEST);
    transport.setReady(false);
    outbox.offer(packet(Kind.CONTROL, "C"));
    for (String text : List.of("a", "b", "c", "d", "e")) {
      outbox.offer(event(text));
    }
    outbox.offer(packet(Kind.CONTROL, "D"));
    transport.setReady(true);
    outbox.flush();
    assertThat(transport.texts()).containsExactly("C", "d", "e", "D");
    assertThat(full).hasValue(0);
  }

  @Test
  void aPacketOfTheProtocolThatFindsNoRoomDisconnects() {
    Outbox outbox = outbox(2, Policy.DROP_OLDEST);
    transport.setReady(false);
    outbox.offer(packet(Kind.CONTROL, "CC"));
    outbox.offer(packet(Kind.CONTROL, "D"));
    outbox.flush();
    assertThat(full).hasValue(1);
  }

  @Test
  void aWriteMayBringMorePackets() {
    Outbox outbox = outbox(100, Policy.DISCONNECT);
    AtomicInteger left = new AtomicInteger(3);
    transport.onWrite(
        () -> {
          if (left.getAndDecrement() > 0) {
            outbox.offer(event("again"));
            outbox.flush();
          }
        });
    outbox.offer(event("first"));
    outbox.flush();
    assertThat(transport.writes())
        .containsExactly(List.of("first"), List.of("again"), List.of("again"), List.of("again"));
  }

  @Test
  void finishesWhenAllIsWritten() {
    Outbox outbox = outbox(100, Policy.DISCONNECT);
    AtomicInteger finished = new AtomicInteger();
    transport.setReady(false);
    outbox.offer(event("a"));
    outbox.finish(finished::incrementAndGet);
    outbox.offer(event("too late"));
    assertThat(finished).hasValue(0);
    transport.setReady(true);
    outbox.flush();
    outbox.flush();
    assertThat(finished).hasValue(1);
    assertThat(transport.texts()).containsExactly("a");
  }

  @Test
  void whatIsDiscardedIsNeverSent() {
    Outbox outbox = outbox(100, Policy.DISCONNECT);
    transport.setReady(false);
    outbox.offer(event("a"));
    outbox.discard();
    outbox.offer(event("b"));
    transport.setReady(true);
    outbox.flush();
    assertThat(transport.texts()).isEmpty();
  }

  /** Completes its writes on threads of its own, one at a time, and counts when there are two. */
  private static final class AsyncTransport implements Transport {
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final AtomicBoolean ready = new AtomicBoolean(true);
    private final AtomicBoolean writing = new AtomicBoolean();
    final AtomicInteger overlaps = new AtomicInteger();
    final Queue<String> texts = new ConcurrentLinkedQueue<>();
    Outbox outbox;

    @Override
    public TransportName name() {
      return TransportName.WEBSOCKET;
    }

    @Override
    public boolean isReady() {
      return ready.get();
    }

    @Override
    public void write(List<EncodedPacket> packets) {
      if (!ready.compareAndSet(true, false) || !writing.compareAndSet(false, true)) {
        overlaps.incrementAndGet();
      }
      packets.forEach(
          p -> texts.add(new String(p.text(), java.nio.charset.StandardCharsets.UTF_8)));
      writing.set(false);
      threads.execute(
          () -> {
            ready.set(true);
            outbox.flush();
          });
    }

    @Override
    public void close(CloseReason reason) {
      threads.shutdownNow();
    }
  }

  @Test
  void losesNothingAndKeepsTheOrderOfEachProducer() throws Exception {
    int producers = 4;
    int each = 5_000;
    AsyncTransport async = new AsyncTransport();
    Outbox outbox =
        new Outbox(
            new OutboxConfig(Integer.MAX_VALUE, Policy.DISCONNECT),
            MemoryBudget.unlimited().open(() -> {}),
            () -> {});
    async.outbox = outbox;
    outbox.attach(async);
    List<Thread> threads = new ArrayList<>();
    for (int p = 0; p < producers; p++) {
      int producer = p;
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < each; i++) {
                  outbox.offer(event(producer + ":" + i));
                  outbox.flush();
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    await().atMost(Duration.ofSeconds(10)).until(() -> async.texts.size() == producers * each);
    async.close(CloseReason.FORCED_CLOSE);

    assertThat(async.overlaps).hasValue(0);
    for (int p = 0; p < producers; p++) {
      String prefix = p + ":";
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < each; i++) {
        expected.add(prefix + i);
      }
      assertThat(async.texts.stream().filter(text -> text.startsWith(prefix)))
          .containsExactlyElementsOf(expected);
    }
  }

  @Test
  void littleIsNotCountedAndMuchIsOnceForAllWhoWaitForIt() {
    Outbox one = waiting();
    Outbox two = waiting();
    one.offer(event("small"));
    assertThat(budget.used()).isZero();
    EncodedPacket large = event("x".repeat(100_000));
    one.offer(large);
    two.offer(large);
    assertThat(budget.used()).isBetween(100_000L, 101_000L);
    one.discard();
    assertThat(budget.used()).isBetween(100_000L, 101_000L);
    two.discard();
    assertThat(budget.used()).isZero();
  }

  @Test
  void theWriteUnderWayIsCountedUntilTheTransportIsReadyAgain() {
    Outbox outbox = outbox(10_000_000, Policy.DISCONNECT);
    outbox.offer(event("x".repeat(100_000)));
    outbox.flush();
    assertThat(budget.used()).as("the transport is ready").isZero();
    transport.setReady(false);
    outbox.offer(event("y".repeat(100_000)));
    outbox.flush();
    assertThat(budget.used()).isPositive();
    transport.setReady(true);
    outbox.flush();
    assertThat(budget.used()).isZero();
  }

  @Test
  void whoHoldsMostIsFullOnceTheBudgetIsSpent() {
    Outbox outbox = waiting();
    for (int i = 0; i < 9; i++) {
      outbox.offer(event("x".repeat(100_000)));
    }
    assertThat(full).hasValue(0);
    outbox.offer(event("x".repeat(100_000)));
    outbox.flush();
    assertThat(full).hasValue(1);
    assertThat(budget.used()).isLessThan(1_000_000);
    outbox.discard();
    assertThat(budget.used()).isZero();
  }

  private Outbox waiting() {
    Outbox outbox = outbox(10_000_000, Policy.DISCONNECT);
    transport.setReady(false);
    return outbox;
  }
}
