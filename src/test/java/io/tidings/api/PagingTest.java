package io.tidings.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.WebApplicationException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists in parts, by name. */
class PagingTest {

  @Test
  void aShortListHasOnePart() {
    assertThat(Paging.of(null, null).part(List.of("b", "a"), Function.identity()))
        .isEqualTo(new Paging.Part<>(List.of("a", "b"), null));
  }

  @Test
  void whatFollowsIsAskedForByTheLastName() {
    Paging.Part<String> part =
        Paging.of("a", "1").part(List.of("c", "b", "a"), Function.identity());
    assertThat(part).isEqualTo(new Paging.Part<>(List.of("b"), "b"));
  }

  @Test
  void whoDoesNotSayHowManyGetsAThousand() {
    List<Integer> many = IntStream.range(0, 1_001).boxed().toList();
    assertThat(Paging.of(null, null).part(many, i -> "n" + i).items()).hasSize(1_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "10001", "-1", "x", "", "1.5", "99999999999"})
  void aBadLimitIsRefused(String limit) {
    assertThatThrownBy(() -> Paging.of(null, limit))
        .isInstanceOfSatisfying(
            WebApplicationException.class,
            e -> assertThat((String) e.getResponse().getEntity()).contains("\"limit\""));
  }

  @Property
  void partsJoinToTheWhole(
      @ForAll Set<String> names, @ForAll @IntRange(min = 1, max = 5) int limit) {
    names.remove("");
    List<String> found = new ArrayList<>();
    String after = null;
    do {
      Paging.Part<String> part =
          Paging.of(after, "" + limit).part(List.copyOf(names), Function.identity());
      found.addAll(part.items());
      after = part.next();
    } while (after != null);
    assertThat(found).doesNotHaveDuplicates().isSorted();
    assertThat(new HashSet<>(found)).isEqualTo(names);
  }
}
