package io.tidings.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.broadcast.Adapter;
import io.tidings.broadcast.LocalDelivery;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class InProcessAdapterTest implements AdapterContract {

  private final AtomicLong now = new AtomicLong(5_000);
  private final InProcessBus bus =
      new InProcessBus(
          new Clock() {
            @Override
            public ZoneOffset getZone() {
              return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
              return this;
            }

            @Override
            public Instant instant() {
              return Instant.ofEpochMilli(now.get());
            }
          });

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
    now.set(4_000);
    adapter.publish(Broadcasts.text("c"));
    now.set(6_000);
    adapter.publish(Broadcasts.text("d"));

    assertThat(recorder.ids()).containsExactly("5000-0", "5000-1", "5000-2", "6000-0");
  }
}
