package io.tidings.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class ApplicationThreadsTest {

  private final Set<Thread> makers = ConcurrentHashMap.newKeySet();
  private final ApplicationThreads threads =
      new ApplicationThreads(
          task -> {
            makers.add(Thread.currentThread());
            return new Thread(task);
          });

  @Test
  void oneThreadMakesThemWhoeverAsks() throws Exception {
    Thread deployer = Thread.currentThread();
    assertThat(makers).containsExactly(deployer);
    makers.clear();

    Thread other = new Thread(() -> threads.newThread(() -> {}));
    other.start();
    other.join();
    Thread.currentThread().interrupt();
    Thread made = threads.newThread(() -> {});
    assertThat(Thread.interrupted()).isTrue();

    assertThat(made).isNotNull();
    assertThat(makers).hasSize(1).doesNotContain(deployer, other);
    threads.close();
  }
}
