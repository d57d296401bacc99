package io.tidings.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A reader that asks for what makes no sense is told which parameter is at fault. */
class QueryTest {

  @Test
  void whatIsNotSaidHasAMeaning() throws Exception {
    Query query = Query.of(Map.of(), null);
    assertThat(query.namespace()).isEqualTo("/");
    assertThat(query.rooms()).isEmpty();
    assertThat(query.since()).isEmpty();
    assertThat(query.limit()).isEqualTo(100);
  }

  @Test
  void everyParameterIsRead() throws Exception {
    Query query =
        Query.of(
            Map.of(
                "namespace", List.of("/n"),
                "room", List.of("a", "b", "a"),
                "since", List.of("17-3"),
                "limit", List.of("1000"),
                "access_token", List.of("x")),
            null);
    assertThat(query.namespace()).isEqualTo("/n");
    assertThat(query.rooms()).containsExactlyInAnyOrder("a", "b");
    assertThat(query.since()).hasToString("Optional[17-3]");
    assertThat(query.limit()).isEqualTo(1_000);
  }

  @Test
  void theHeaderCountsMoreThanTheParameter() throws Exception {
    Map<String, List<String>> since = Map.of("since", List.of("17-3"));
    assertThat(Query.of(since, "18-0~abc.4").since()).hasToString("Optional[18-0~abc.4]");
    assertThat(Query.of(since, "").since()).hasToString("Optional[17-3]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "namespace | chat | must begin with a slash",
        "namespace | '' | must begin with a slash",
        "room | '' | must not be empty",
        "since | '' | must be the id of an event",
        "since | 17 | must be the id of an event",
        "since | 17-x | must be the id of an event",
        "limit | 0 | must be a number from 1 to 1000",
        "limit | 1001 | must be a number from 1 to 1000",
        "limit | -1 | must be a number from 1 to 1000",
        "limit | 99999999999 | must be a number from 1 to 1000",
        "limit | ten | must be a number from 1 to 1000"
      })
  void aFaultNamesItsField(String field, String value, String detail) {
    BadQueryException fault = fault(Map.of(field, List.of(value)), null);
    assertThat(fault.field()).isEqualTo(field);
    assertThat(fault).hasMessageContaining(detail);
  }

  @Test
  void oneOfAKindIsEnough() {
    assertThat(fault(Map.of("limit", List.of("1", "2")), null).field()).isEqualTo("limit");
    List<String> rooms = Collections.nCopies(200, "a");
    assertThat(catchThrowableOfType(BadQueryException.class, () -> rooms(rooms))).isNull();
  }

  private static void rooms(List<String> rooms) throws BadQueryException {
    Query.of(Map.of("room", rooms), null);
  }

  private static BadQueryException fault(Map<String, List<String>> parameters, String lastEventId) {
    BadQueryException fault =
        catchThrowableOfType(BadQueryException.class, () -> Query.of(parameters, lastEventId));
    assertThat(fault).as("%s %s", parameters, lastEventId).isNotNull();
    return fault;
  }

  @Property
  void whateverComesIsReadOrRefused(
      @ForAll String namespace,
      @ForAll @Size(max = 3) List<String> rooms,
      @ForAll String since,
      @ForAll String limit,
      @ForAll String lastEventId) {
    Map<String, List<String>> parameters = new HashMap<>();
    parameters.put("room", rooms);
    parameters.put("namespace", List.of("/" + namespace));
    parameters.put("since", List.of(since));
    parameters.put("limit", List.of(limit));
    try {
      Query query = Query.of(parameters, lastEventId);
      assertThat(query.limit()).isBetween(1, Query.MOST);
    } catch (BadQueryException e) {
      assertThat(e.field()).isIn("namespace", "room", "since", "limit", "Last-Event-ID");
    }
  }
}
