package io.tidings.transport;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What is said to those who listen with server-sent events. */
public interface StreamSource {

  /**
   * Checks what a listener asks for.
   *
   * @param parameters of the address, each with all its values
   * @param lastEventId the id of what the listener has received last; null when it says nothing
   * @return is given the stream when that is open
   * @throws StreamRefusedException when it cannot be had
   */
  Consumer<EventStream> accept(Map<String, List<String>> parameters, String lastEventId)
      throws StreamRefusedException;
}
