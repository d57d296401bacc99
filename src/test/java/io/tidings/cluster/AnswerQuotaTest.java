package io.tidings.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.broadcast.IdempotencyStore;
import org.junit.jupiter.api.Test;

class AnswerQuotaTest {

  private static final int LENGTH = 1_000 - AnswerQuota.OVERHEAD;

  private final AnswerQuota quota = new AnswerQuota(100, 4_000, 2_000);

  private boolean take(String owner, long millis) {
    return quota.take(owner, LENGTH, millis);
  }

  @Test
  void anOwnerHasAShareAndAllTogetherHaveABound() {
    assertThat(take("a", 0)).isTrue();
    assertThat(take("a", 1)).isTrue();
    assertThat(take("a", 2)).isFalse();
    assertThat(take("b", 3)).isTrue();
    assertThat(take("", 4)).isTrue();
    assertThat(take("c", 5)).isFalse();
  }

  @Test
  void whoIsTrustedHasNoShare() {
    for (int i = 0; i < 4; i++) {
      assertThat(take("", i)).isTrue();
    }
    assertThat(take("", 4)).isFalse();
  }

  @Test
  void whatIsForgottenCountsNoMore() {
    take("a", 0);
    take("a", 99);
    assertThat(take("a", 199)).as("two of the window before count").isFalse();
    assertThat(take("a", 299)).isTrue();
    take("b", 1_000);
    assertThat(take("a", 1_001)).isTrue();
  }

  @Test
  void whatIsTooLargeIsNotCounted() {
    AnswerQuota large = new AnswerQuota(100, 1 << 20, 1 << 20);
    assertThat(large.take("a", IdempotencyStore.LARGEST_ANSWER + 1, 0)).isFalse();
    assertThat(large.take("a", IdempotencyStore.LARGEST_ANSWER, 0)).isTrue();
  }
}
