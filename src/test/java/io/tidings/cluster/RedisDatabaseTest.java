package io.tidings.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import org.junit.jupiter.api.Test;

/** Two clusters that share one Redis, and nothing else. */
class RedisDatabaseTest {

  private static final String CHANNEL = "databases";

  private static TestCluster cluster(int database) {
    return new TestCluster(CHANNEL, URI.create(TestRedis.shared().uri() + "/" + database));
  }

  @Test
  void clustersInTwoDatabasesDoNotHearEachOther() {
    Recorder inZero = new Recorder();
    Recorder inOne = new Recorder();
    try (TestCluster zero = cluster(0);
        TestCluster one = cluster(1)) {
      Cluster first = zero.joined(inZero, new Recorder()).get(0);
      Cluster second = one.joined(inOne, new Recorder()).get(0);

      PresenceContract.get(first.adapter().publish(Broadcasts.text("of zero")));
      PresenceContract.get(second.adapter().publish(Broadcasts.text("of one")));

      await().until(() -> inZero.texts().contains("of zero") && inOne.texts().contains("of one"));
      // What another database said would have come before this, or with it.
      PresenceContract.get(first.adapter().publish(Broadcasts.text("last")));
      PresenceContract.get(second.adapter().publish(Broadcasts.text("last")));
      await().until(() -> inZero.texts().contains("last") && inOne.texts().contains("last"));
      assertThat(inZero.texts()).containsExactly("of zero", "last");
      assertThat(inOne.texts()).containsExactly("of one", "last");
      assertThat(zero.keys()).isNotEmpty().allMatch(key -> key.startsWith("{databases}:"));
      assertThat(one.keys()).isNotEmpty().allMatch(key -> key.startsWith("{databases/1}:"));
    }
  }
}
