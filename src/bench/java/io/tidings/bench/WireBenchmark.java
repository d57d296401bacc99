package io.tidings.bench;

import io.tidings.relay.WireReader;
import io.tidings.relay.WireWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What crosses between instances: some fields, two rooms, and the bytes of a packet. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WireBenchmark {

  private static final List<String> ROOMS = List.of("news", "sports");

  private byte[] packet;
  private byte[] message;

  @Setup
  public void prepare() {
    packet = Events.packet("bench").getBytes(StandardCharsets.UTF_8);
    message = write();
  }

  @Benchmark
  public byte[] write() {
    return new WireWriter(64 + packet.length)
        .octet(1)
        .flag(false)
        .text("/")
        .texts(ROOMS)
        .number(1795493691620L)
        .bytes(packet)
        .toBytes();
  }

  /** As an instance does that has members of these rooms. */
  @Benchmark
  public byte[] readAll() {
    WireReader in = new WireReader(message);
    readHeader(in);
    in.number();
    return in.bytes();
  }

  /** As an instance does that has none. */
  @Benchmark
  public List<String> readHeader() {
    return readHeader(new WireReader(message));
  }

  private static List<String> readHeader(WireReader in) {
    in.octet();
    in.flag();
    in.text();
    return in.texts();
  }
}
