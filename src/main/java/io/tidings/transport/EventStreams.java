package io.tidings.transport;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The event streams that are open on this instance. */
@Singleton
public class EventStreams {

  private final Set<EventStream> open = ConcurrentHashMap.newKeySet();

  /** One has been opened; it is forgotten when it is over. */
  public void add(EventStream stream) {
    open.add(stream);
    stream.whenOver(() -> open.remove(stream));
  }

  /** Those of this moment. */
  public List<EventStream> all() {
    return List.copyOf(open);
  }

  public int count() {
    return open.size();
  }
}
