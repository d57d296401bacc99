package io.tidings.cluster;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.awaitility.Awaitility;
import redis.embedded.core.ExecutableProvider;

/**
 * A real Redis on 127.0.0.1 that keeps nothing on disk. A test may stop, empty or freeze one of its
 * own; the shared one runs as long as the virtual machine.
 */
final class TestRedis implements AutoCloseable {

  private static TestRedis shared;
  private static String executable;

  private final int port = freePort();
  private final List<String> options;
  private Process process;

  /**
   * @param options of redis-server, beyond those that every test needs
   */
  TestRedis(String... options) {
    this.options = List.of(options);
    start();
  }

  static synchronized TestRedis shared() {
    if (shared == null) {
      shared = new TestRedis();
      Runtime.getRuntime().addShutdownHook(new Thread(shared::close));
    }
    return shared;
  }

  int port() {
    return port;
  }

  URI uri() {
    return URI.create("redis://127.0.0.1:" + port);
  }

  /** Starts it empty, on the same port as before. */
  void start() {
    List<String> command = new ArrayList<>();
    try {
      command.add(executable());
      command.addAll(List.of("--port", String.valueOf(port), "--bind", "127.0.0.1"));
      command.addAll(List.of("--save", "", "--appendonly", "no"));
      command.addAll(List.of("--dir", System.getProperty("java.io.tmpdir")));
      command.addAll(options);
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Awaitility.await().until(this::answers);
  }

  /** Sends a command, its words separated by blanks, and returns the first line of the answer. */
  String command(String words) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write((words + "\r\n").getBytes(StandardCharsets.US_ASCII));
      return new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
          .readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Sends a command, its words separated by blanks, and returns the lines of the texts in the
   * answer: those of a long one, or one for each of many.
   */
  List<String> lines(String words) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      OutputStream out = socket.getOutputStream();
      out.write((words + "\r\nECHO the-end\r\n").getBytes(StandardCharsets.US_ASCII));
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      return in.lines()
          .takeWhile(line -> !line.equals("the-end"))
          .filter(line -> !line.isEmpty() && !line.matches("[$*:]\\d+"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isUp() {
    return process.isAlive();
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

  /** The bundled binary, else the one on the path; unpacked once. */
  private static synchronized String executable() throws IOException {
    if (executable == null) {
      executable = find();
    }
    return executable;
  }

  private static String find() throws IOException {
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

  /** Below 50000: a node of a Redis Cluster takes the port 10000 above as well. */
  private static int freePort() {
    while (true) {
      int port = 20_000 + ThreadLocalRandom.current().nextInt(30_000);
      try (ServerSocket one = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
          ServerSocket other =
              new ServerSocket(port + 10_000, 1, InetAddress.getLoopbackAddress())) {
        return one.getLocalPort() < other.getLocalPort() ? port : 0;
      } catch (IOException e) {
        // Taken: try another.
      }
    }
  }
}
