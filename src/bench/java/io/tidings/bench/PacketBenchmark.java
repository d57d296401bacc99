package io.tidings.bench;

import io.tidings.packet.Arguments;
import io.tidings.packet.EncodedPacket;
import io.tidings.packet.EncodedPacket.Kind;
import io.tidings.packet.EngineCodec;
import io.tidings.packet.EnginePacket;
import io.tidings.packet.PacketException;
import io.tidings.packet.SocketPacket;
import io.tidings.packet.SocketPacketDecoder;
import io.tidings.packet.SocketPacketEncoder;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Packets to text and back. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PacketBenchmark {

  private final SocketPacketDecoder decoder = new SocketPacketDecoder();
  private String packet;
  private String enginePacket;
  private String payload;
  private Arguments arguments;
  private EncodedPacket encoded;

  @Setup
  public void prepare() throws PacketException {
    packet = Events.packet("bench");
    enginePacket = "4" + packet;
    payload = String.join("\u001e", List.of(enginePacket, "3", enginePacket, enginePacket));
    arguments = Arguments.parse(Events.ARGUMENTS);
    encoded = SocketPacketEncoder.event(Kind.EVENT, "/", "bench", arguments);
  }

  @Benchmark
  public EnginePacket decodeEnginePacket() throws PacketException {
    return EngineCodec.decode(enginePacket);
  }

  @Benchmark
  public List<EnginePacket> decodePayloadOfFour() throws PacketException {
    return EngineCodec.decodePayload(payload);
  }

  @Benchmark
  public Optional<SocketPacket> decodeEvent() throws PacketException {
    return decoder.text(packet);
  }

  @Benchmark
  public EncodedPacket encodeEvent() {
    return SocketPacketEncoder.event(Kind.EVENT, "/", "bench", arguments);
  }

  @Benchmark
  public byte[] encodeEventToFrame() {
    return SocketPacketEncoder.event(Kind.EVENT, "/", "bench", arguments).webSocketBytes();
  }

  @Benchmark
  public byte[] addOffsetToFrame() {
    return SocketPacketEncoder.withOffset(encoded, "1795493691620-0").webSocketBytes();
  }
}
