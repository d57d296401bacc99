package io.tidings.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.packet.EngineCodec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PollsTest {

  private static final String OK = "200 text/plain; charset=UTF-8 ";

  private final List<Exchange> overlapping = new ArrayList<>();
  private int arrived;
  private int missing;
  private int failed;
  private final Polls polls =
      new Polls(() -> arrived++, overlapping::add, () -> missing++, () -> failed++);
  private final HandExchange first = HandExchange.doubtfulGet();
  private final HandExchange second = HandExchange.doubtfulGet();

  private void write(String text) {
    polls.write(List.of(EngineCodec.text(text)));
  }

  @Test
  void nothingIsReadyWhileItIsNotKnownWhetherTheFirstIsLost() {
    polls.poll(first);
    assertThat(polls.isReady()).isTrue();
    polls.poll(second);

    assertThat(polls.isReady()).isFalse();
    assertThat(arrived).isEqualTo(1);
    first.lost(true);

    assertThat(polls.isReady()).isTrue();
    assertThat(arrived).isEqualTo(2);
    write("news");
    assertThat(second.answer()).isEqualTo(OK + "4news");
    assertThat(overlapping).isEmpty();
  }

  @Test
  void theFirstWaitsOnWhenItIsNotLost() {
    polls.poll(first);
    polls.poll(second);
    first.lost(false);

    assertThat(overlapping).containsExactly(second);
    write("news");
    assertThat(first.answer()).isEqualTo(OK + "4news");
  }

  @Test
  void aThirdOneOverlapsInAnyCase() {
    HandExchange third = HandExchange.get();
    polls.poll(first);
    polls.poll(second);
    polls.poll(third);

    assertThat(overlapping).containsExactly(third);
  }

  @Test
  void anAnswerThatIsLostIsGivenAgainAndFirst() {
    polls.poll(first);
    write("one");
    polls.poll(second);
    assertThat(polls.isReady()).isFalse();
    first.lost(true);

    assertThat(second.answer()).isEqualTo(OK + "4one");
    assertThat(arrived).isEqualTo(1);
    HandExchange third = HandExchange.get();
    polls.poll(third);
    second.lost(false);
    write("two");
    assertThat(third.answer()).isEqualTo(OK + "4two");
  }

  @Test
  void anAnswerMayBeLostAgain() {
    polls.poll(first);
    write("one");
    polls.poll(second);
    first.lost(true);
    HandExchange third = HandExchange.get();
    polls.poll(third);
    second.lost(true);

    assertThat(third.answer()).isEqualTo(OK + "4one");
  }

  @Test
  void theSameRequestIsGivenTheSameAnswerThoughTheFirstWasHeard() {
    polls.poll(HandExchange.get().named("a"));
    write("one");
    HandExchange again = HandExchange.get().named("a");
    polls.poll(again);
    assertThat(again.answer()).isEqualTo(OK + "4one");

    HandExchange next = HandExchange.get().named("b");
    polls.poll(next);
    assertThat(next.answer()).isNull();
    write("two");
    assertThat(next.answer()).isEqualTo(OK + "4two");
  }

  @Test
  void theSameRequestTakesThePlaceOfTheOneThatWaits() {
    polls.poll(first.named("a"));
    polls.poll(second.named("a"));
    write("news");
    assertThat(second.answer()).isEqualTo(OK + "4news");
    assertThat(overlapping).isEmpty();
  }

  @Test
  void whatIsWrittenAtTheMomentOfDoubtWaitsForItsEnd() {
    polls.poll(first);
    polls.poll(second);
    // Its writer saw the first one ready.
    write("between");
    first.lost(true);

    assertThat(second.answer()).isEqualTo(OK + "4between");
  }

  @Test
  void whoseClientHasDisconnectedWaitsNoLonger() {
    polls.poll(first);
    polls.disconnected(first.id());

    assertThat(polls.isReady()).isFalse();
    assertThat(missing).isEqualTo(1);
    assertThat(polls.isAbandoned()).isTrue();
    write("news");
    polls.poll(second);
    assertThat(second.answer()).isEqualTo(OK + "4news");
    assertThat(polls.isAbandoned()).isFalse();
    assertThat(overlapping).isEmpty();
  }

  @Test
  void anAnswerThatCouldNotBeSentIsGivenToTheNext() {
    polls.poll(first);
    write("one");
    polls.disconnected(first.id());

    assertThat(missing).isEqualTo(1);
    write("two");
    polls.poll(second);
    assertThat(second.answer()).isEqualTo(OK + "4one\u001e4two");
    assertThat(failed).isZero();
  }

  @Test
  void anAnswerThatCountedAsReceivedAndWasNotSentIsAFailure() {
    polls.poll(first);
    write("one");
    polls.poll(second);
    first.lost(false);
    polls.disconnected(first.id());

    assertThat(failed).isEqualTo(1);
    assertThat(missing).isZero();
  }

  @Test
  void ofOneThatIsNotKnownNothingIsLost() {
    polls.disconnected(second.id());
    polls.poll(first);
    polls.disconnected(second.id());

    assertThat(polls.isReady()).isTrue();
    assertThat(missing).isZero();
    assertThat(failed).isZero();
  }

  @Test
  void theNextTakesThePlaceOfOneThatDisconnectsWhileItIsDoubted() {
    polls.poll(first);
    polls.poll(second);
    polls.disconnected(first.id());
    first.lost(false);

    write("news");
    assertThat(second.answer()).isEqualTo(OK + "4news");
    assertThat(overlapping).isEmpty();
  }

  @Test
  void theNextMayDisconnectWhileTheFirstIsDoubted() {
    polls.poll(first);
    polls.poll(second);
    polls.disconnected(second.id());
    first.lost(true);

    assertThat(polls.isReady()).isFalse();
    assertThat(missing).isEqualTo(1);
    HandExchange third = HandExchange.get();
    write("news");
    polls.poll(third);
    assertThat(third.answer()).isEqualTo(OK + "4news");
  }

  @Test
  void anAnswerMayTurnOutLostWhileTheNextAsksAboutIt() {
    polls.poll(first);
    write("one");
    polls.poll(second);
    polls.disconnected(first.id());
    first.lost(true);

    assertThat(second.answer()).isEqualTo(OK + "4one");
    assertThat(failed).isZero();
  }

  @Test
  void theEndDismissesAllOnce() {
    polls.poll(first);
    polls.poll(second);
    List<Exchange> dismissed = new ArrayList<>();
    polls.close(dismissed::add);
    first.lost(true);

    assertThat(dismissed).containsExactly(first, second);
    assertThat(polls.isReady()).isFalse();
    HandExchange late = HandExchange.get();
    polls.poll(late);
    assertThat(dismissed).containsExactly(first, second, late);
    assertThat(overlapping).isEmpty();
  }
}
