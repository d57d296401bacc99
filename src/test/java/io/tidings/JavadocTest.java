package io.tidings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** What applications use is documented, and without mistakes that javadoc finds. */
class JavadocTest {

  private static final Path MAIN = Path.of("src/main/java/io/tidings");
  private static final Path KIT = Path.of("src/test/java/io/tidings/testing");

  /** What applications use of packages that have other public classes too. */
  private static final Set<String> USED =
      Set.of(
          "broadcast/SocketId",
          "broadcast/SocketRecord",
          "access/RefusalCounts",
          "access/Rights",
          "engine/Caller",
          "engine/HandshakeRequest",
          "namespace/Ack",
          "namespace/Answers",
          "namespace/ConnectionRefusedException",
          "namespace/DisconnectReason",
          "namespace/DisconnectedException",
          "namespace/EventRefusedException",
          "namespace/Handshake",
          "namespace/Occurrence",
          "namespace/RemoteSocket",
          "namespace/Socket",
          "namespace/SocketData",
          "namespace/SocketRights",
          "namespace/SocketServer",
          "namespace/Sockets",
          "namespace/TooManyRoomsException",
          "packet/Arguments",
          "packet/EventNames",
          "packet/PacketException");

  @Test
  void hasNoGapsWhereApplicationsRead() throws IOException {
    assertThat(faults(used())).isEmpty();
  }

  private static List<Path> used() throws IOException {
    try (Stream<Path> handlers = Files.list(MAIN.resolve("handler"));
        Stream<Path> kit = Files.list(KIT)) {
      return Stream.of(
              USED.stream().map(name -> MAIN.resolve(name + ".java")),
              handlers,
              kit.filter(file -> !file.endsWith("TestKitTest.java")))
          .flatMap(files -> files)
          .filter(file -> !file.endsWith("package-info.java"))
          .toList();
    }
  }

  private static List<String> faults(List<Path> sources) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(found, Locale.ENGLISH, null)) {
      Path classes = Files.createTempDirectory("javadoc");
      compiler
          .getTask(
              null,
              files,
              found,
              List.of(
                  "-proc:none",
                  "-Xmaxwarns",
                  "1000",
                  "-Xdoclint:all/protected",
                  "-d",
                  classes.toString()),
              null,
              files.getJavaFileObjectsFromPaths(sources))
          .call();
    }
    return found.getDiagnostics().stream()
        // Names and types of parameters and results may say it all.
        .filter(each -> !each.getMessage(Locale.ENGLISH).startsWith("no @"))
        .map(JavadocTest::text)
        .toList();
  }

  private static String text(Diagnostic<? extends JavaFileObject> fault) {
    return (fault.getSource() == null ? "" : fault.getSource().getName())
        + ":"
        + fault.getLineNumber()
        + " "
        + fault.getMessage(Locale.ENGLISH);
  }
}
