package io.tidings.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text/event-stream | true",
        "Text/Event-Stream | true",
        "text/event-stream;q=0.5 | true",
        "text/event-stream; q=0 | false",
        "text/event-stream;q=nonsense | false",
        "text/event-stream, application/json | true",
        "application/json, text/event-stream;q=0.9 | false",
        "application/json;q=0.1,text/event-stream | true",
        "*/* | false",
        "text/* | false",
        "'' | false",
        "';,;' | false"
      })
  void oneWhoNamesEventStreamsGetsOne(String accept, boolean stream) {
    assertThat(Accepts.eventStream(List.of(accept))).isEqualTo(stream);
  }

  @Test
  void oneWhoSaysNothingGetsNone() {
    assertThat(Accepts.eventStream(List.of())).isFalse();
  }

  @Property
  void whateverIsSaidIsUnderstoodSomehow(@ForAll List<String> headers) {
    Accepts.eventStream(headers);
  }
}
