package io.tidings.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidings.broadcast.Adapter;
import io.tidings.broadcast.Broadcast;
import io.tidings.broadcast.BroadcastId;
import io.tidings.broadcast.LocalDelivery;
import io.tidings.broadcast.Selection;
import io.tidings.packet.EncodedPacket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every adapter promises. */
interface AdapterContract {

  /** Adapters of instances that are joined, one for each delivery, attached and ready. */
  List<Adapter> join(LocalDelivery... deliveries);

  @Test
  default void allInstancesSeeOneOrderAndEachBroadcastOnce() {
    Recorder[] recorders = {new Recorder(), new Recorder(), new Recorder()};
    List<Adapter> adapters = join(recorders);
    Set<String> ids = ConcurrentHashMap.newKeySet();
    int each = 400;

    List<Thread> publishers =
        IntStream.range(0, adapters.size())
            .mapToObj(
                publisher ->
                    new Thread(
                        () -> {
                          for (int i = 0; i < each; i++) {
                            adapters
                                .get(publisher)
                                .publish(Broadcasts.text(publisher + ":" + i))
                                .thenAccept(ids::add);
                          }
                        }))
            .toList();
    publishers.forEach(Thread::start);

    for (Recorder recorder : recorders) {
      await().until(() -> recorder.delivered().size() >= adapters.size() * each);
    }
    await().until(() -> ids.size() == adapters.size() * each);
    List<String> texts = recorders[0].texts();
    assertThat(texts).hasSize(adapters.size() * each).doesNotHaveDuplicates();
    for (Recorder recorder : recorders) {
      assertThat(recorder.texts()).isEqualTo(texts);
      assertThat(recorder.ids()).isEqualTo(recorders[0].ids());
    }
    assertThat(new HashSet<>(recorders[0].ids())).isEqualTo(ids);
    assertThat(recorders[0].ids().stream().map(BroadcastId::parse).toList())
        .isSorted()
        .doesNotHaveDuplicates();
    for (int publisher = 0; publisher < adapters.size(); publisher++) {
      String prefix = publisher + ":";
      assertThat(texts.stream().filter(text -> text.startsWith(prefix)))
          .containsExactlyElementsOf(IntStream.range(0, each).mapToObj(i -> prefix + i).toList());
    }
  }

  @Test
  default void everythingArrivesAsItWasPublished() {
    Recorder recorder = new Recorder();
    List<Adapter> adapters = join(recorder, new Recorder());
    byte[] all = new byte[256 * 300];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    Selection selection = new Selection(Set.of("röom", "\n", ""), Set.of("x\0"), false, true);
    EncodedPacket packet =
        EncodedPacket.of(
            EncodedPacket.Kind.VOLATILE,
            "452-[\"é😀\"]".getBytes(StandardCharsets.UTF_8),
            List.of(all, new byte[0]));

    adapters.get(1).publish(new Broadcast("/chat", selection, packet));

    await().until(() -> recorder.delivered().size() == 1);
    Broadcast arrived = recorder.delivered().get(0).broadcast();
    assertThat(arrived.namespace()).isEqualTo("/chat");
    assertThat(arrived.selection()).isEqualTo(selection);
    assertThat(arrived.packet().kind()).isEqualTo(EncodedPacket.Kind.VOLATILE);
    assertThat(arrived.packet().text()).isEqualTo(packet.text());
    assertThat(arrived.packet().attachments()).hasSize(2);
    assertThat(Arrays.equals(arrived.packet().attachments().get(0), all)).isTrue();
    assertThat(arrived.packet().attachments().get(1)).isEmpty();
  }

  @Test
  default void localBroadcastsStayOnTheirInstance() {
    Recorder here = new Recorder();
    Recorder there = new Recorder();
    List<Adapter> adapters = join(here, there);

    assertThat(adapters.get(0).publish(Broadcasts.text("mine", Broadcasts.local())))
        .isCompletedWithValueMatching(id -> !id.isEmpty());
    adapters.get(0).publish(Broadcasts.text("everyone's"));

    await().until(() -> here.delivered().size() == 2 && there.delivered().size() == 1);
    assertThat(here.texts()).containsExactly("mine", "everyone's");
    assertThat(there.texts()).containsExactly("everyone's");
  }

  @Test
  default void instancesWithoutReceiversAreLeftAlone() {
    Recorder member = new Recorder();
    Recorder stranger = new Recorder();
    member.rooms = Set.of("a");
    stranger.rooms = Set.of("b");
    List<Adapter> adapters = join(member, stranger);

    adapters.get(1).publish(Broadcasts.text("for a", Broadcasts.rooms("a")));
    adapters.get(1).publish(Broadcasts.text("for both", Broadcasts.rooms("a", "b")));

    await().until(() -> member.delivered().size() == 2 && stranger.delivered().size() == 1);
    assertThat(stranger.texts()).containsExactly("for both");
  }

  @Test
  default void whatADeliveryPublishesComesAfterIt() {
    List<Adapter> adapters = new ArrayList<>();
    Recorder there = new Recorder();
    Recorder here = new Recorder();
    LocalDelivery answering =
        new LocalDelivery() {
          @Override
          public boolean hasReceivers(String namespace, Set<String> rooms) {
            return true;
          }

          @Override
          public void deliver(String id, Broadcast broadcast) {
            here.deliver(id, broadcast);
            if (here.delivered().size() == 1) {
              adapters.get(0).publish(Broadcasts.text("answer"));
              adapters.get(0).publish(Broadcasts.text("answer here", Broadcasts.local()));
              throw new IllegalStateException("and a delivery that fails");
            }
          }

          @Override
          public int connections() {
            return 0;
          }
        };
    adapters.addAll(join(answering, there));

    adapters.get(1).publish(Broadcasts.text("question"));

    await().until(() -> there.delivered().size() == 2 && here.delivered().size() == 3);
    assertThat(there.texts()).containsExactly("question", "answer");
    assertThat(here.texts()).startsWith("question").contains("answer", "answer here");
  }
}
