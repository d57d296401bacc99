package io.tidings.cluster;

import io.tidings.config.ClusterConfig;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import redis.embedded.core.ExecutableProvider;

/**
 * A real Redis on 127.0.0.1 that keeps nothing on disk. A test may stop, empty or freeze one of its
 * own; the shared one runs as long as the virtual machine.
 */
final class TestRedis implements AutoCloseable {

  private static TestRedis shared;

  private final int port = freePort();
  private Process process;

  TestRedis() {
    start();
  }

  static synchronized TestRedis shared() {
    if (shared == null) {
      shared = new TestRedis();
      Runtime.getRuntime().addShutdownHook(new Thread(shared::close));
    }
    return shared;
  }

  ClusterConfig config(String channel) {
    return new ClusterConfig(
        List.of(URI.create("redis://127.0.0.1:" + port)), Optional.empty(), channel);
  }

  /** Starts it empty, on the same port as before. */
  void start() {
    try {
      process =
          new ProcessBuilder(
                  executable(),
                  "--port",
                  String.valueOf(port),
                  "--bind",
                  "127.0.0.1",
                  "--save",
                  "",
                  "--appendonly",
                  "no",
                  "--dir",
                  System.getProperty("java.io.tmpdir"))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Awaitility.await().until(this::answers);
  }

  void stop() {
    process.destroyForcibly().onExit().join();
  }

  /** Freezes the process: connections stay open, and nothing is answered. */
  void freeze() {
    signal("STOP");
  }

  void thaw() {
    signal("CONT");
  }

  @Override
  public void close() {
    stop();
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static String executable() throws IOException {
    File bundled = ExecutableProvider.newJarResourceProvider().get();
    try {
      int status = new ProcessBuilder(bundled.getPath(), "--version").start().waitFor();
      return status == 0 ? bundled.getPath() : "redis-server";
    } catch (IOException e) {
      return "redis-server";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
