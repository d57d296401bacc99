package io.tidings.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidings.broadcast.BroadcastId;
import io.tidings.config.RecoveryConfig;
import io.tidings.relay.MalformedFrameException;
import io.tidings.relay.WireReader;
import io.tidings.relay.WireWriter;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What an instance makes of the frames that it hears. */
class InboxTest implements Inbox.Fetching {

  private final Recorder recorder = new Recorder();
  private final LocalEnd local = new LocalEnd();
  private final Unheard own = new Unheard("me");
  private final HistoryRing ring = new HistoryRing(RecoveryConfig.DEFAULT, new ThreadScheduler());
  private final Inbox inbox = new Inbox(local, "me", own, ring, new RecentBroadcasts(), this);
  private final List<BroadcastId> fetches = new ArrayList<>();
  private int losses;
  private long lostOwn;

  InboxTest() {
    local.attach(recorder);
    inbox.begin(id("10-0"));
  }

  @Override
  public void fetch(BroadcastId behind) {
    fetches.add(behind);
  }

  @Override
  public void lost() {
    losses++;
  }

  @Override
  public void lostOwn(long number) {
    lostOwn = number;
  }

  private static BroadcastId id(String text) {
    return BroadcastId.parse(text);
  }

  private static byte[] broadcast(String text) {
    return BroadcastCodec.encode(Broadcasts.text(text));
  }

  /** A frame behind its first byte, with the ids that Redis puts in front. */
  static WireReader frame(String id, String previous, byte[] rest) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.writeBytes(new WireWriter(64).text(id).text(previous).toBytes());
    frame.writeBytes(rest);
    return new WireReader(frame.toByteArray());
  }

  private static WireReader batch(
      String id, String previous, String origin, long number, byte[]... broadcasts) {
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    rest.writeBytes(BatchFrame.head(origin, number));
    for (byte[] each : broadcasts) {
      rest.writeBytes(BatchFrame.part(each));
    }
    return frame(id, previous, rest.toByteArray());
  }

  private static Streams.Entry entry(String id, String origin, long number, String text) {
    return new Streams.Entry(id(id), origin, number, new WireReader(broadcast(text)));
  }

  private static Streams.Page page(String edge, boolean more, Streams.Entry... entries) {
    return new Streams.Page(List.of(entries), true, id(edge), more);
  }

  private Outgoing publish(long number, String text) {
    Outgoing outgoing = Outgoing.of(Broadcasts.text(text));
    own.add(number, outgoing);
    return outgoing;
  }

  @Test
  void theBroadcastsOfABatchHaveConsecutiveIds() {
    inbox.receive(batch("17-3", "10-0", "a", 1, broadcast("x"), broadcast("y")));

    assertThat(recorder.ids()).containsExactly("17-3", "17-4");
    assertThat(recorder.texts()).containsExactly("x", "y");
    assertThat(inbox.last()).isEqualTo(id("17-4"));
  }

  @Test
  void whatAnOriginSentTwiceIsDeliveredOnce() {
    inbox.receive(batch("17-0", "10-0", "a", 1, broadcast("x"), broadcast("y")));
    inbox.receive(batch("17-2", "17-1", "b", 1, broadcast("of another")));
    inbox.receive(batch("18-0", "17-2", "a", 1, broadcast("x"), broadcast("y")));
    inbox.receive(batch("19-0", "18-1", "a", 3, broadcast("z")));

    assertThat(recorder.texts()).containsExactly("x", "y", "of another", "z");
    assertThat(fetches).isEmpty();
  }

  @Test
  void aBodyThatConcernsNobodyIsNotRead() {
    byte[] noBody =
        new WireWriter(8).octet(1).octet(1).text("/").number(1).text("a").number(0).toBytes();
    recorder.rooms = Set.of("b");

    inbox.receive(batch("17-0", "10-0", "a", 1, noBody));

    assertThat(recorder.delivered()).isEmpty();
  }

  @Test
  void oneMalformedBroadcastDoesNotCostTheOthers() {
    byte[] newer = {99, 1, 2, 3};

    assertThatThrownBy(
            () ->
                inbox.receive(batch("17-0", "10-0", "a", 1, broadcast("x"), newer, broadcast("y"))))
        .isInstanceOf(MalformedFrameException.class)
        .hasMessageContaining("version 99");

    assertThat(recorder.ids()).containsExactly("17-0", "17-2");
  }

  @Test
  void aGapIsFilledBeforeAnythingElse() {
    inbox.receive(batch("17-0", "10-0", "a", 1, broadcast("1")));
    inbox.receive(batch("20-0", "19-0", "a", 4, broadcast("4")));
    inbox.receive(batch("21-0", "20-0", "b", 1, broadcast("5")));

    assertThat(recorder.texts()).containsExactly("1");
    assertThat(fetches).containsExactly(id("17-0"));

    inbox.fetched(page("18-0", true, entry("18-0", "a", 2, "2")));
    assertThat(fetches).containsExactly(id("17-0"), id("18-0"));
    inbox.fetched(page("20-0", false, entry("19-0", "a", 3, "3"), entry("20-0", "a", 4, "4")));

    assertThat(recorder.texts()).containsExactly("1", "2", "3", "4", "5");
    assertThat(recorder.ids()).containsExactly("17-0", "18-0", "19-0", "20-0", "21-0");
    assertThat(inbox.missed()).isZero();
  }

  @Test
  void whatIsNotRememberedIsCounted() {
    inbox.receive(batch("17-0", "10-0", "a", 1, broadcast("1")));
    inbox.receive(batch("20-0", "19-0", "a", 4, broadcast("4")));
    inbox.fetched(new Streams.Page(List.of(), false, id("20-0"), false));

    assertThat(inbox.missed()).isEqualTo(2);
    assertThat(recorder.texts()).containsExactly("1", "4");
    assertThat(recorder.ids()).containsExactly("17-0", "20-0");
  }

  @Test
  void aPositionThatWasNotHeardOfIsAGap() {
    inbox.expect(id("10-0"), Unheard.Taken.NONE);
    assertThat(fetches).isEmpty();

    inbox.expect(id("11-0"), Unheard.Taken.NONE);
    inbox.expect(id("12-0"), Unheard.Taken.NONE);

    assertThat(fetches).containsExactly(id("10-0"));
  }

  @Test
  void whatWasHeardBeforeTheBeginningWasKnownIsNotLost() {
    Inbox early = new Inbox(local, "me", own, ring, new RecentBroadcasts(), this);
    early.receive(batch("5-0", "4-0", "a", 1, broadcast("x")));

    early.begin(id("5-0"));

    assertThat(recorder.ids()).containsExactly("5-0");
    assertThat(fetches).isEmpty();
  }

  @Test
  void redisThatForgotAndGoesBackCostsNothing() {
    inbox.receive(batch("17-0", "10-0", "a", 1, broadcast("1")));
    inbox.receive(batch("16-0", "15-0", "b", 1, broadcast("2")));
    assertThat(losses).isZero();
    inbox.receive(batch("18-0", "16-0", "b", 2, broadcast("3")));
    assertThat(fetches).containsExactly(id("17-0"));
    inbox.fetched(page("18-0", false, entry("18-0", "b", 2, "3")));

    assertThat(recorder.texts()).containsExactly("1", "2", "3");
    assertThat(recorder.ids()).containsExactly("17-0", "17-0-1", "18-0");
    assertThat(losses).isEqualTo(1);
  }

  @Test
  void aMasterThatWasReplacedIsNotFollowed() {
    inbox.receive(batch("17-0", "10-0", "a", 1, broadcast("1")));
    inbox.receive(batch("30-0", "10-0", "a", 1, broadcast("1")));
    inbox.receive(batch("18-0", "17-0", "b", 1, broadcast("2")));
    inbox.fetched(page("31-0", false, entry("18-0", "b", 1, "2"), entry("31-0", "b", 2, "3")));
    inbox.receive(batch("32-0", "31-0", "b", 3, broadcast("4")));

    assertThat(recorder.ids()).containsExactly("17-0", "18-0", "31-0", "32-0");
    assertThat(losses).isZero();
    assertThat(inbox.last()).isEqualTo(id("32-0"));
  }

  @Test
  void whatRedisTookIsLostWhenItDoesNotKnowIt() {
    publish(1, "1").id().complete("11-0");

    inbox.expect(id("10-0"), own.taken());

    assertThat(recorder.ids()).containsExactly("10-0-1~me.1");
    assertThat(lostOwn).isEqualTo(1);
    assertThat(own.between(0, 2)).containsKey(1L);
  }

  @Test
  void whatWasDeliveredEarlyIsNotDeliveredAgain() {
    publish(1, "1");
    publish(2, "2");
    inbox.deliverEarly();
    inbox.deliverHere(Broadcasts.text("local"));
    publish(3, "3");

    inbox.receive(batch("11-0", "10-0", "a", 1, broadcast("other")));
    inbox.receive(batch("12-0", "11-0", "me", 1, broadcast("1")));
    inbox.receive(batch("13-0", "12-0", "a", 2, broadcast("another")));
    inbox.receive(batch("14-0", "13-0", "me", 2, broadcast("2"), broadcast("3")));

    assertThat(recorder.texts()).containsExactly("1", "2", "local", "other", "another", "3");
    assertThat(recorder.ids())
        .containsExactly(
            "10-0-1~me.1", "10-0-2~me.2", "10-0-3~me.2", "11-0~me.2", "13-0~me.2", "14-1");
  }

  @Test
  void whatRedisTookAndLostIsDeliveredHereAllTheSame() {
    publish(1, "1").id().complete("11-0");
    publish(2, "2").id().complete("11-1");
    publish(3, "3");

    inbox.expect(id("12-0"), Unheard.Taken.NONE);
    inbox.fetched(new Streams.Page(List.of(), false, id("12-0"), false));
    inbox.receive(batch("13-0", "12-0", "me", 3, broadcast("3")));

    assertThat(recorder.texts()).containsExactly("1", "2", "3");
    assertThat(recorder.ids()).containsExactly("12-0-1~me.1", "12-0-2~me.2", "13-0");
    assertThat(lostOwn).isEqualTo(2);
  }

  @Test
  void ownBroadcastsThatWereLeftOutComeBeforeTheNext() {
    publish(1, "1");
    publish(2, "2");

    inbox.receive(batch("13-0", "10-0", "me", 2, broadcast("2")));

    assertThat(recorder.texts()).containsExactly("1", "2");
  }

  @Test
  void originsThatAreNotHeardForLongAreForgotten() {
    Origins origins = new Origins();
    origins.isNew("old", 5);
    origins.isNew("kept", 5);
    for (int i = 0; i < 999; i++) {
      origins.isNew("kept", 6 + i);
      origins.isNew("origin" + i, 1);
    }

    assertThat(origins.isNew("kept", 5)).isFalse();
    assertThat(origins.isNew("old", 5)).isTrue();
  }

  @Test
  void outgoingBroadcastsEndWhenTheyAreHeard() {
    Outgoing outgoing = new Outgoing("/", new byte[1], new CompletableFuture<>());
    own.add(1, outgoing);
    own.heard(1);

    assertThat(own.nextEarly(Long.MAX_VALUE)).isEmpty();
    assertThat(own.mark()).isEmpty();
  }
}
