package io.tidings.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidings.broadcast.Adapter;
import io.tidings.broadcast.Broadcast;
import io.tidings.broadcast.BroadcastId;
import io.tidings.broadcast.History;
import io.tidings.broadcast.History.Heard;
import io.tidings.broadcast.History.Page;
import io.tidings.broadcast.Offset;
import io.tidings.broadcast.Selection;
import io.tidings.config.RecoveryConfig;
import io.tidings.packet.EncodedPacket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every history promises. */
interface HistoryContract {

  /** An adapter and the history of what it publishes. */
  record Remembering(Adapter adapter, History history) {

    BroadcastId publish(String namespace, String text) {
      EncodedPacket packet = EncodedPacket.text(EncodedPacket.Kind.EVENT, text);
      return BroadcastId.parse(
          PresenceContract.get(adapter.publish(new Broadcast(namespace, Selection.ALL, packet))));
    }

    List<BroadcastId> publish(int count) {
      return IntStream.range(0, count).mapToObj(i -> publish("/", "m" + i)).toList();
    }

    Missed between(String namespace, BroadcastId after, BroadcastId until) {
      return PresenceContract.get(
          HistoryContract.between(history, namespace, Offset.of(after), until));
    }

    Page page(String namespace, BroadcastId after, BroadcastId until, int limit) {
      return PresenceContract.get(history.page(namespace, Offset.of(after), until, limit));
    }

    /** Where the order is now. */
    BroadcastId now() {
      CompletableFuture<BroadcastId> place = new CompletableFuture<>();
      adapter.inOrder(BroadcastId.NONE, place::complete);
      return PresenceContract.get(place);
    }
  }

  /**
   * All that lies between two places.
   *
   * @param complete false when anything that was asked for may be missing
   */
  record Missed(List<Heard> events, boolean complete) {}

  /** Reads all that lies between two places. */
  static CompletionStage<Missed> between(
      History history, String namespace, Offset after, BroadcastId until) {
    List<Heard> events = Collections.synchronizedList(new ArrayList<>());
    return history
        .between(namespace, after, until, events::add)
        .thenApply(complete -> new Missed(List.copyOf(events), complete));
  }

  Remembering remembering(RecoveryConfig bounds);

  /** Lets time pass for the history. */
  void pass(long millis);

  private Remembering remembering() {
    return remembering(RecoveryConfig.DEFAULT);
  }

  static List<String> texts(Missed missed) {
    return texts(missed.events());
  }

  static List<String> texts(Page page) {
    return texts(page.events());
  }

  private static List<String> texts(List<Heard> events) {
    return events.stream()
        .map(heard -> new String(heard.broadcast().packet().text(), StandardCharsets.UTF_8))
        .toList();
  }

  private static void assertComplete(Missed missed, String... texts) {
    assertThat(texts(missed)).containsExactly(texts);
    assertThat(missed.complete()).isTrue();
  }

  @Test
  default void whatLiesBetweenIsThereOldestFirst() {
    Remembering it = remembering();
    BroadcastId before = it.now();
    List<BroadcastId> ids = it.publish(5);

    assertComplete(it.between("/", ids.get(0), ids.get(3)), "m1", "m2", "m3");
    assertComplete(it.between("/", before, ids.get(4)), "m0", "m1", "m2", "m3", "m4");
    assertThat(it.between("/", ids.get(0), ids.get(3)).events().get(0).id())
        .isEqualTo(ids.get(1).toString());
  }

  @Test
  default void aNamespaceHasItsOwn() {
    Remembering it = remembering();
    BroadcastId before = it.now();
    it.publish("/a", "1");
    it.publish("/b", "2");
    BroadcastId last = it.publish("/a", "3");

    assertComplete(it.between("/a", before, last), "1", "3");
    assertComplete(it.between("/b", before, last), "2");
    assertComplete(it.between("/quiet", before, last));
  }

  @Test
  default void commandsAreRememberedAndLocalBroadcastsAreNot() {
    Remembering it = remembering();
    BroadcastId before = it.now();
    EncodedPacket command = EncodedPacket.text(EncodedPacket.Kind.CONTROL, "do");
    it.adapter().publish(new Broadcast("/", Broadcasts.rooms("a"), command));
    it.adapter().publish(Broadcasts.text("here", Broadcasts.local()));
    BroadcastId last = it.publish("/", "event");

    Missed missed = it.between("/", before, last);

    assertComplete(missed, "do", "event");
    assertThat(missed.events().get(0).broadcast().isCommand()).isTrue();
    assertThat(missed.events().get(0).broadcast().selection()).isEqualTo(Broadcasts.rooms("a"));
  }

  @Test
  default void nothingIsMissingWhereNothingWasAsked() {
    Remembering it = remembering();
    BroadcastId id = it.publish("/", "x");

    assertComplete(it.between("/", id, id));
    assertComplete(it.between("/never", BroadcastId.NONE, BroadcastId.NONE));
    // Whoever is ahead must wait until this instance is there.
    assertThat(it.between("/", id.plus(1), id).complete()).isFalse();
  }

  @Test
  default void whatWasBeforeEverythingIsNotKnown() {
    Remembering it = remembering();
    BroadcastId id = it.publish("/", "x");

    assertThat(it.between("/", BroadcastId.NONE, id).complete()).isFalse();
    assertThat(it.between("/other", BroadcastId.NONE, id).complete()).isFalse();
  }

  @Test
  default void noFewerThanAskedAreRemembered() {
    Remembering it = remembering(new RecoveryConfig(60_000, 20, 64 << 20));
    BroadcastId before = it.now();
    List<BroadcastId> ids = it.publish(200);
    BroadcastId last = ids.get(199);

    Missed most = it.between("/", ids.get(179), last);
    assertThat(most.complete()).isTrue();
    assertThat(most.events()).hasSize(20);
    Missed all = it.between("/", before, last);
    assertThat(all.complete()).isFalse();
    assertThat(all.events()).hasSizeBetween(20, 50);
  }

  @Test
  default void noMoreThanTheBytesAllowedAreRemembered() {
    Remembering it = remembering(new RecoveryConfig(60_000, 10_000, 256 << 10));
    String large = "x".repeat(10_000);
    BroadcastId before = it.now();
    List<BroadcastId> ids = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      ids.add(it.publish("/", large));
    }
    BroadcastId last = ids.get(99);

    Missed all = it.between("/", before, last);
    assertThat(all.complete()).isFalse();
    assertThat(all.events()).hasSizeBetween(10, 30);
    assertThat(it.between("/", ids.get(95), last).complete()).isTrue();
    assertThat(it.between("/", ids.get(95), last).events()).hasSize(4);
  }

  @Test
  default void manyAreReadInOrder() {
    Remembering it = remembering();
    BroadcastId before = it.now();
    List<CompletableFuture<String>> published = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      published.add(it.adapter().publish(Broadcasts.text("m" + i)).toCompletableFuture());
    }
    BroadcastId last = BroadcastId.parse(PresenceContract.get(published.get(999)));

    Missed missed = it.between("/", before, last);

    assertThat(texts(missed)).isEqualTo(IntStream.range(0, 1_000).mapToObj(i -> "m" + i).toList());
    assertThat(missed.complete()).isTrue();
  }

  @Test
  default void itIsReadInPages() {
    Remembering it = remembering();
    BroadcastId before = it.now();
    List<BroadcastId> ids = it.publish(7);
    it.publish("/other", "x");
    // What is published is heard a moment later.
    BroadcastId until = await().until(it::now, now -> now.compareTo(ids.get(6)) > 0);

    Page first = it.page("/", before, until, 3);
    assertThat(texts(first)).containsExactly("m0", "m1", "m2");
    assertThat(first.edge()).isEqualTo(ids.get(2));
    assertThat(first.more()).isTrue();
    Page second = it.page("/", first.edge(), until, 3);
    assertThat(texts(second)).containsExactly("m3", "m4", "m5");
    Page third = it.page("/", second.edge(), until, 3);
    assertThat(texts(third)).containsExactly("m6");
    assertThat(third.edge()).isEqualTo(until);
    assertThat(third.more()).isFalse();
    assertThat(List.of(first, second, third)).allMatch(Page::complete);
    assertThat(it.page("/", until, until, 3)).isEqualTo(new Page(List.of(), true, until, false));
  }

  @Test
  default void aPageSaysWhetherItsBeginningIsKnown() {
    Remembering it = remembering(new RecoveryConfig(60_000, 20, 64 << 20));
    List<BroadcastId> ids = it.publish(200);
    BroadcastId last = ids.get(199);

    Page first = it.page("/", BroadcastId.NONE, last, 5);
    assertThat(first.complete()).isFalse();
    assertThat(first.events()).hasSize(5);
    Page second = it.page("/", first.edge(), last, 5);
    assertThat(second.complete()).isTrue();
    assertThat(second.events()).hasSize(5);
    assertThat(it.page("/", last.plus(1), last, 5).complete()).isFalse();
  }

  @Test
  default void whatIsTooOldIsForgottenAndThatIsSaid() {
    Remembering it = remembering(new RecoveryConfig(400, 100, 64 << 20));
    BroadcastId first = it.publish("/", "1");
    BroadcastId second = it.publish("/", "2");
    pass(600);

    // The whole namespace is forgotten, and the end of it is not.
    BroadcastId now = it.publish("/other", "x");
    assertComplete(it.between("/", second, now));
    BroadcastId third = it.publish("/", "3");
    assertThat(it.between("/", first, now).complete()).isFalse();
    assertThat(it.between("/", first, third).complete()).isFalse();
    assertComplete(it.between("/", second, third), "3");
  }

  @Test
  default void aBusyNamespaceForgetsToo() {
    Remembering it = remembering(new RecoveryConfig(400, 100, 64 << 20));
    BroadcastId first = it.publish("/", "1");
    BroadcastId second = it.publish("/", "2");
    pass(250);
    BroadcastId third = it.publish("/", "3");
    pass(250);
    BroadcastId fourth = it.publish("/", "4");

    assertComplete(it.between("/", second, fourth), "3", "4");
    assertThat(it.between("/", first, fourth).complete()).isFalse();
    assertComplete(it.between("/", third, fourth), "4");
  }

  @Test
  default void historyMayBeOff() {
    Remembering it = remembering(new RecoveryConfig(0, 100, 64 << 20));
    BroadcastId before = it.now();
    BroadcastId id = it.publish("/", "x");

    assertComplete(it.between("/", id, id));
    assertThat(it.between("/", before, id)).isEqualTo(new Missed(List.of(), false));
    assertThat(it.between("/other", before, id).complete()).isFalse();
  }
}
