package io.tidings.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.broadcast.SocketStore;
import io.tidings.config.RecoveryConfig;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class InProcessSocketStoreTest implements SocketStoreContract {

  private final InProcessBus bus = new InProcessBus(Clock.systemUTC());
  private final Map<String, InProcessRelay> relays = new ConcurrentHashMap<>();

  @Override
  public List<Keeper> three() {
    return Stream.of("first000", "second00", "third000").map(this::keeper).toList();
  }

  private Keeper keeper(String id) {
    relays.put(id, new InProcessRelay(bus, id, Runnable::run, new ManualScheduler()));
    return new Keeper(id, bus.store(id));
  }

  @Override
  public void kill(Keeper instance) {
    relays.get(instance.instance()).close();
  }

  @Test
  void nothingIsKeptWhereNothingIsRecovered() {
    for (RecoveryConfig off :
        List.of(new RecoveryConfig(0, 10, 64 << 20), new RecoveryConfig(10, 0, 64 << 20))) {
      assertThat(new InProcessBus(Clock.systemUTC(), off).store("first000"))
          .isSameAs(SocketStore.NONE);
    }
  }
}
