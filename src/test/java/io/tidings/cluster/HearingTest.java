package io.tidings.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HearingTest {

  private final ManualScheduler time = new ManualScheduler();
  private final Hearing hearing = new Hearing(time, 2_000);

  @Test
  void anInstanceIsHealthyOnceItHearsItself() {
    assertThat(hearing.health().healthy()).isFalse();
    assertThat(hearing.health().detail()).isEqualTo("own heartbeat not heard over Redis yet");

    hearing.heard();

    assertThat(hearing.health().healthy()).isTrue();
  }

  @Test
  void afterThreeIntervalsOfSilenceItIsNot() {
    hearing.heard();
    hearing.failed(new IllegalStateException("no answer"));

    time.advance(5_999);
    assertThat(hearing.health().healthy()).isTrue();
    time.advance(1);

    assertThat(hearing.health().healthy()).isFalse();
    assertThat(hearing.health().detail()).contains("6000 ms ago").contains("no answer");
  }

  @Test
  void heartbeatsThatAreTakenAndNotHeardCallForARemedy() {
    assertThat(hearing.published()).isFalse();
    assertThat(hearing.published()).isFalse();
    hearing.heard();
    assertThat(hearing.published()).isFalse();
    hearing.failed(new IllegalStateException());
    assertThat(hearing.published()).isFalse();
    assertThat(hearing.published()).isFalse();
    assertThat(hearing.published()).isFalse();
    assertThat(hearing.published()).isTrue();
    assertThat(hearing.published()).isFalse();
  }
}
