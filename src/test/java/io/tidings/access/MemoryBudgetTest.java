package io.tidings.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.access.MemoryBudget.Account;
import io.tidings.access.MemoryBudget.Holding;
import io.tidings.access.MemoryBudget.Use;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {

  private static final long KIB = 1024;
  private static final long MIB = 1024 * KIB;

  private final RefusalCounts refusals = new RefusalCounts(() -> 0);
  private final List<Runnable> tasks = new ArrayList<>();
  private final MemoryBudget budget = new MemoryBudget(MIB, refusals, tasks::add);
  private final List<String> closed = new ArrayList<>();

  private Account account(String name) {
    return budget.open(() -> closed.add(name));
  }

  private Holding inbox(String name) {
    return account(name).holding(Use.INBOX);
  }

  @Test
  void littleCostsNothing() {
    assertThat(inbox("a").resize(budget.free())).isTrue();
    assertThat(budget.used()).isZero();
  }

  @Test
  void lessIsFreeTheMoreClientsThereAre() {
    List<Account> all = IntStream.range(0, 100).mapToObj(n -> account("n" + n)).toList();
    assertThat(100 * budget.free()).isLessThanOrEqualTo(MIB / 4);
    all.forEach(Account::end);
    assertThat(budget.free()).isEqualTo(64 * KIB);
  }

  @Test
  void countsByUseAndGivesBack() {
    Account a = account("a");
    Holding inbox = a.holding(Use.INBOX);
    Holding outbox = a.holding(Use.OUTBOX);
    assertThat(inbox.resize(100 * KIB)).isTrue();
    assertThat(outbox.resize(70 * KIB - 1)).isTrue();
    assertThat(budget.used(Use.INBOX)).isEqualTo(100 * KIB);
    assertThat(budget.used(Use.OUTBOX)).as("in steps").isEqualTo(72 * KIB);
    assertThat(budget.used()).isEqualTo(172 * KIB);
    inbox.resize(0);
    outbox.resize(0);
    assertThat(budget.used()).isZero();
    assertThat(a.held()).isZero();
  }

  @Test
  void refusesTheLargestWhoAsksForMore() {
    Holding a = inbox("a");
    Holding b = inbox("b");
    assertThat(a.resize(800 * KIB)).isTrue();
    assertThat(b.resize(200 * KIB)).isTrue();
    assertThat(a.resize(900 * KIB)).isFalse();
    assertThat(budget.used()).isEqualTo(1000 * KIB);
    tasks.forEach(Runnable::run);
    assertThat(refusals.count(Limit.MEMORY)).isEqualTo(1);
    assertThat(closed).isEmpty();
  }

  @Test
  void closesTheLargestForTheSakeOfASmallerOne() {
    Holding a = inbox("a");
    Holding b = inbox("b");
    assertThat(a.resize(900 * KIB)).isTrue();
    assertThat(b.resize(200 * KIB)).isTrue();
    assertThat(closed).as("by the executor, not by the one who asks").isEmpty();
    tasks.forEach(Runnable::run);
    assertThat(closed).containsExactly("a");
    assertThat(a.resize(950 * KIB)).as("it is closed").isFalse();
    a.resize(0);
    assertThat(budget.used()).isEqualTo(200 * KIB);
    assertThat(b.resize(1000 * KIB)).isTrue();
  }

  @Test
  void closesNoMoreThanItMust() {
    inbox("a").resize(600 * KIB);
    inbox("b").resize(400 * KIB);
    Holding c = inbox("c");
    c.resize(100 * KIB);
    c.resize(200 * KIB);
    tasks.forEach(Runnable::run);
    assertThat(closed).as("what a gives back is enough").containsExactly("a");
  }

  @Test
  void neverPassesTheLimitByMoreThanAQuarter() {
    long admitted = IntStream.range(0, 100).filter(n -> inbox("n" + n).resize(100 * KIB)).count();
    assertThat(budget.used()).isLessThanOrEqualTo(MIB + MIB / 4);
    assertThat(admitted).isBetween(10L, 12L);
  }

  @Test
  void countsOnceWhatManyHold() {
    Account a = account("a");
    Account b = account("b");
    a.reserve(Use.OUTBOX, 100 * KIB, 100 * KIB);
    b.reserve(Use.OUTBOX, 100 * KIB, 0);
    assertThat(budget.used()).isEqualTo(100 * KIB);
    assertThat(b.held()).isEqualTo(100 * KIB);
    a.release(Use.OUTBOX, 100 * KIB, 0);
    b.release(Use.OUTBOX, 100 * KIB, 100 * KIB);
    assertThat(budget.used()).isZero();
  }
}
