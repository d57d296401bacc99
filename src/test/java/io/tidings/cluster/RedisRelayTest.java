package io.tidings.cluster;

import static io.tidings.cluster.RelayContract.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Instances ask each other over a real Redis. */
class RedisRelayTest implements RelayContract {

  private final TestCluster cluster = new TestCluster(TestRedis.shared());
  private Cluster here;
  private Cluster there;

  @BeforeEach
  void join() {
    here = cluster.instance(new Recorder());
    there = cluster.instance(new Recorder());
    cluster.settle();
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  @Override
  public List<Place> joined() {
    return Stream.of(here, there)
        .map(each -> new Place(each.registry().self().id(), each.relay()))
        .toList();
  }

  @Override
  public void kill(Place place) {
    cluster.kill(place.relay() == here.relay() ? here : there);
  }

  @Test
  void aSubscriptionThatWasLostIsWaitedFor() {
    Place asker = joined().get(0);
    Place asked = joined().get(1);
    asked.echo();
    assertThat(RelayContract.get(asker.ask(asked, bytes("before")))).isEqualTo(bytes("before"));

    TestRedis.shared().command("CLIENT KILL TYPE pubsub");

    List<CompletionStage<byte[]>> answers =
        Stream.of("1", "2", "3").map(each -> asker.ask(asked, bytes(each))).toList();
    assertThat(answers.stream().map(RelayContract::get).map(Arrays::toString))
        .containsExactly(
            Arrays.toString(bytes("1")), Arrays.toString(bytes("2")), Arrays.toString(bytes("3")));
  }
}
