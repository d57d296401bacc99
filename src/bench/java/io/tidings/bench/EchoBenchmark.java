package io.tidings.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A client's event to a handler that does not block, and its answer to the transport. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EchoBenchmark {

  private final String packet = Events.packet("echo");
  private Clients clients;
  private Clients.Client client;

  @Setup
  public void prepare() {
    clients = new Clients(1);
    client = clients.get(0);
  }

  @TearDown
  public void close() {
    clients.close();
  }

  @Benchmark
  public long echo() {
    long wanted = clients.received() + 1;
    client.send(packet);
    Clients.await(() -> clients.received() >= wanted);
    return client.transport().bytes();
  }
}
