package io.tidings.bench;

import io.tidings.namespace.Sockets;
import io.tidings.packet.Arguments;
import io.tidings.packet.PacketException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** From emit through the in-process adapter to the transports of all members: time an event. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class BroadcastBenchmark {

  private static final int EVENTS = 100;

  @Param({"1", "200", "1000"})
  public int members;

  private Clients clients;
  private Sockets all;
  private Arguments arguments;

  @Setup
  public void prepare() throws PacketException {
    clients = new Clients(members);
    all = clients.server().socketServer.of("/");
    arguments = Arguments.parse(Events.ARGUMENTS);
  }

  @TearDown
  public void close() {
    clients.close();
  }

  /** One after the other, each delivered to all before the next. */
  @Benchmark
  public long alone() {
    return emit(1);
  }

  /** As they come under load. */
  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public long oneOfHundred() {
    return emit(EVENTS);
  }

  private long emit(int events) {
    long wanted = clients.received() + (long) events * members;
    for (int i = 0; i < events; i++) {
      all.emit("bench", arguments);
    }
    Clients.await(() -> clients.received() >= wanted);
    return wanted;
  }
}
