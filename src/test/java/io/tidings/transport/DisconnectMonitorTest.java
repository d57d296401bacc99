package io.tidings.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidings.transport.DisconnectMonitor.Watch;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real connections, of which a client leaves its end in one way or another. */
class DisconnectMonitorTest {

  private enum Leave {
    FIN {
      @Override
      void leave(Socket client) throws IOException {
        client.close();
      }
    },
    RST {
      @Override
      void leave(Socket client) throws IOException {
        client.setSoLinger(true, 0);
        client.close();
      }
    },
    HALF_CLOSE {
      @Override
      void leave(Socket client) throws IOException {
        client.shutdownOutput();
      }
    };

    abstract void leave(Socket client) throws IOException;
  }

  private final DisconnectMonitor monitor = new DisconnectMonitor();
  private final AtomicInteger gone = new AtomicInteger();
  private ServerSocketChannel server;
  private Socket client;
  private SocketChannel channel;

  @BeforeEach
  void connect() throws IOException {
    server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    client = new Socket(InetAddress.getLoopbackAddress(), server.socket().getLocalPort());
    channel = server.accept();
    channel.configureBlocking(false);
  }

  @AfterEach
  void close() throws IOException {
    monitor.close();
    client.close();
    channel.close();
    server.close();
  }

  private Watch watch() {
    return monitor.watch(channel, gone::incrementAndGet);
  }

  private static boolean isThere(Watch watch) {
    CompletableFuture<Boolean> there = new CompletableFuture<>();
    watch.end(there::complete);
    return there.orTimeout(10, TimeUnit.SECONDS).join();
  }

  @ParameterizedTest
  @EnumSource
  void aClientThatLeavesIsNoticed(Leave way) throws IOException {
    Watch watch = watch();
    way.leave(client);
    await().until(() -> gone.get() == 1);

    assertThat(isThere(watch)).isFalse();
    assertThat(gone).hasValue(1);
  }

  @ParameterizedTest
  @EnumSource
  void soIsOneThatLeftBefore(Leave way) throws IOException {
    way.leave(client);
    watch();
    await().until(() -> gone.get() == 1);
  }

  @RepeatedTest(20)
  void anAnswerFindsOutAboutAClientThatHasJustLeft() throws IOException {
    Watch watch = watch();
    client.close();

    assertThat(isThere(watch)).isFalse();
  }

  @Test
  void oneConnectionCarriesManyRequestsAndLosesNothing() throws IOException {
    InputStream answers = client.getInputStream();
    for (int i = 0; i < 1_000; i++) {
      Watch watch = watch();
      assertThat(isThere(watch)).isTrue();
      channel.write(ByteBuffer.wrap(new byte[] {(byte) i}));
      assertThat(answers.read()).isEqualTo(i & 0xff);
      client.getOutputStream().write(i);
      ByteBuffer request = ByteBuffer.allocate(2);
      await().pollDelay(0, TimeUnit.MILLISECONDS).until(() -> channel.read(request) == 1);
      assertThat(request.get(0)).isEqualTo((byte) i);
    }
    assertThat(gone).hasValue(0);
  }

  @Test
  void whatAClientSendsMeanwhileStaysUnread() throws IOException {
    Watch watch = watch();
    client.getOutputStream().write(7);
    assertThat(isThere(watch)).isTrue();

    ByteBuffer sent = ByteBuffer.allocate(2);
    await().until(() -> channel.read(sent) == 1);
    assertThat(gone).hasValue(0);
  }

  @Test
  void aConnectionThatTheContainerClosesIsLetGoOf() throws IOException {
    Watch watch = watch();
    channel.close();

    assertThat(client.getInputStream().read()).isEqualTo(-1);
    assertThat(isThere(watch)).isFalse();
  }

  @Test
  void oneThatIsClosedLooksAtNothingAndKeepsNobodyWaiting() {
    Watch before = watch();
    monitor.close();

    assertThat(isThere(before)).isTrue();
    assertThat(isThere(watch())).isTrue();
  }
}
