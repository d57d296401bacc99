package io.tidings.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ServedRequestsTest {

  private final ServedRequests served = new ServedRequests();

  @Test
  void eachRequestIsNewOnce() {
    assertThat(LongStream.of(1, 2, 5, 3, 4, 200_000, 199_999))
        .allMatch(correlation -> served.isNew("a", correlation));
    assertThat(LongStream.of(199_999, 200_000)).noneMatch(each -> served.isNew("a", each));
    assertThat(LongStream.of(3, 5)).allMatch(correlation -> served.isNew("b", correlation));
    assertThat(LongStream.of(3, 5)).noneMatch(correlation -> served.isNew("b", correlation));
  }

  @Test
  void whatWasServedStaysKnownWhileOthersCome() {
    LongStream.rangeClosed(1, 60_000).forEach(each -> served.isNew("a", each));

    assertThat(LongStream.rangeClosed(1, 60_000)).noneMatch(each -> served.isNew("a", each));
    assertThat(served.isNew("a", 60_001)).isTrue();
  }
}
