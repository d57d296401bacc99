package io.tidings.handler;

import io.tidings.namespace.Observers;
import io.tidings.namespace.Occurrence;
import io.tidings.namespace.Occurrence.RoomCreated;
import io.tidings.namespace.Occurrence.RoomDeleted;
import io.tidings.namespace.Occurrence.RoomJoined;
import io.tidings.namespace.Occurrence.RoomLeft;
import io.tidings.namespace.Occurrence.SocketConnected;
import io.tidings.namespace.Occurrence.SocketDisconnected;
import io.tidings.namespace.Occurrence.SocketLost;
import io.tidings.namespace.Occurrence.SocketRecovered;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.spi.BeanManager;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The application's observers, as CDI knows them. Each occurrence has a request scope. */
final class EventObservers implements Observers {

  /** One of each kind: CDI is asked for observers by an event, not by its type. */
  private static final List<Occurrence> SAMPLES =
      List.of(
          new SocketConnected(null),
          new SocketLost(null, null),
          new SocketRecovered(null),
          new SocketDisconnected(null, null),
          new RoomCreated(null, null),
          new RoomJoined(null, null, null),
          new RoomLeft(null, null, null),
          new RoomDeleted(null, null));

  private final Set<Class<?>> wanted;
  private final Event<Occurrence> event;
  private final RequestScope scope;

  EventObservers(BeanManager beans, Event<Occurrence> event, RequestScope scope) {
    this.event = event;
    this.scope = scope;
    // Observers may be for one kind, for all, or for every event there is.
    this.wanted =
        SAMPLES.stream()
            .filter(sample -> !beans.resolveObserverMethods(sample).isEmpty())
            .map(Object::getClass)
            .collect(Collectors.toSet());
  }

  @Override
  public boolean want(Class<? extends Occurrence> type) {
    return wanted.contains(type);
  }

  @Override
  public void tell(Occurrence occurrence) {
    scope.run(() -> event.fire(occurrence));
  }
}
