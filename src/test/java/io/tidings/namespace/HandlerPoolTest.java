package io.tidings.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Who blocks keeps nobody else waiting; who is quick makes no threads. */
class HandlerPoolTest {

  private static HandlerPool pool(int most) {
    return new HandlerPool(most, Executors.defaultThreadFactory());
  }

  private static void block(HandlerPool pool, int tasks, CountDownLatch until) {
    for (int i = 0; i < tasks; i++) {
      pool.execute(() -> awaitUninterruptibly(until));
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void manyThatBlockDoNotStopTheOthers() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch quick = new CountDownLatch(50);
    try (HandlerPool pool = pool(1000)) {
      block(pool, 200, end);
      for (int i = 0; i < 50; i++) {
        pool.execute(quick::countDown);
      }
      assertThat(quick.await(10, TimeUnit.SECONDS)).isTrue();
      end.countDown();
    }
  }

  @Test
  void thereAreNoMoreThreadsThanAllowed() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch last = new CountDownLatch(1);
    try (HandlerPool pool = pool(40)) {
      block(pool, 100, end);
      pool.execute(last::countDown);
      await().until(() -> pool.size() == 40);
      end.countDown();
      assertThat(last.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(pool.size()).isLessThanOrEqualTo(40);
    }
  }

  @Test
  void manyThatAreQuickShareAFewThreads() {
    AtomicInteger done = new AtomicInteger();
    try (HandlerPool pool = pool(1000)) {
      for (int i = 0; i < 20_000; i++) {
        pool.execute(done::incrementAndGet);
      }
      await().until(() -> done.get() == 20_000);
      assertThat(pool.size()).isLessThanOrEqualTo(HandlerPool.QUICK);
    }
  }

  @Test
  void whatWasNeededForAWhileGoesAgain() {
    CountDownLatch end = new CountDownLatch(1);
    try (HandlerPool pool = pool(1000)) {
      block(pool, 100, end);
      await().until(() -> pool.size() >= 100);
      end.countDown();
      await().until(() -> pool.size() <= HandlerPool.QUICK);
    }
  }
}
