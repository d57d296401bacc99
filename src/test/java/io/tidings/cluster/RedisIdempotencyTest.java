package io.tidings.cluster;

import static io.tidings.cluster.IdempotencyContract.begin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidings.broadcast.IdempotencyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisIdempotencyTest implements IdempotencyContract {

  private final TestCluster cluster = new TestCluster(TestRedis.shared());
  private Cluster one;
  private Cluster other;

  @AfterEach
  void close() {
    cluster.close();
  }

  @Override
  public List<IdempotencyStore> two() {
    one = cluster.instance(new Recorder());
    other = cluster.instance(new Recorder());
    cluster.settle();
    return List.of(one.idempotency(), other.idempotency());
  }

  @Test
  void whatADeadInstanceHadBegunIsBegunAnew() {
    List<IdempotencyStore> two = two();
    assertThat(begin(two.get(0), "key").join().answer()).isEmpty();
    cluster.kill(one);
    assertThat(begin(two.get(1), "key"))
        .succeedsWithin(Duration.ofSeconds(9))
        .satisfies(attempt -> assertThat(attempt.answer()).isEmpty());
  }

  @Test
  void theNameOfAKeyHasAFixedLength() {
    List<IdempotencyStore> two = two();
    String key = "x".repeat(100_000);
    begin(two.get(0), key).join().answered(new byte[0]);
    assertThat(begin(two.get(1), key + "y").join().answer()).isEmpty();
    assertThat(cluster.keys())
        .filteredOn(name -> name.contains(":once:"))
        .hasSize(2)
        .allSatisfy(name -> assertThat(name.length()).isLessThan(80));
  }

  @Test
  void withoutRedisItIsNotKnownWhatIsFirst() {
    List<IdempotencyStore> two = two();
    cluster.kill(one);
    assertThatThrownBy(() -> begin(two.get(0), "key").join())
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(TimeoutException.class);
  }
}
