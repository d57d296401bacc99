package io.tidings.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.broadcast.Adapter;
import io.tidings.broadcast.LocalDelivery;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InProcessAdapterTest implements AdapterContract {

  private final HandMovedClock clock = new HandMovedClock(5_000);
  private final InProcessBus bus = new InProcessBus(clock);

  @Override
  public List<Adapter> join(LocalDelivery... deliveries) {
    List<Adapter> adapters = new ArrayList<>();
    for (LocalDelivery delivery : deliveries) {
      Adapter adapter = new InProcessAdapter(bus);
      adapter.attach(delivery);
      adapters.add(adapter);
    }
    return adapters;
  }

  @Test
  void idsRiseThoughTheClockIsSetBack() {
    Recorder recorder = new Recorder();
    Adapter adapter = join(recorder).get(0);

    adapter.publish(Broadcasts.text("a"));
    adapter.publish(Broadcasts.text("b"));
    clock.now = 4_000;
    adapter.publish(Broadcasts.text("c"));
    clock.now = 6_000;
    adapter.publish(Broadcasts.text("d"));

    assertThat(recorder.ids()).containsExactly("5000-0", "5000-1", "5000-2", "6000-0");
  }
}
