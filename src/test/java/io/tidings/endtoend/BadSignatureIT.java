package io.tidings.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.example.wrong.Wrong;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.junit.jupiter.api.Test;

/** A handler that cannot be called stops the deployment, and the server's log says why. */
class BadSignatureIT {

  /** What a server prints, until it says that it has started without the application. */
  private static String log(File war) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx512m",
                "-jar",
                System.getenv("MICRO_JAR"),
                "--nohazelcast",
                "--port",
                "5750",
                "--prebootcommandfile",
                "payara/pre-boot.asadmin",
                "--deploy",
                war.getPath())
            .redirectErrorStream(true);
    Process server = builder.start();
    try {
      return CompletableFuture.supplyAsync(() -> read(server)).get(120, TimeUnit.SECONDS);
    } finally {
      server.destroy();
    }
  }

  private static String read(Process server) {
    StringBuilder printed = new StringBuilder();
    BufferedReader lines = server.inputReader();
    lines
        .lines()
        .takeWhile(line -> !line.matches(".*(Payara Micro .* ready|Payara Micro URLs).*"))
        .forEach(line -> printed.append(line).append('\n'));
    return printed.toString();
  }

  @Test
  void theLogNamesEachMethodAndWhatIsAllowed() throws Exception {
    File war = new File("target/wrong.war");
    new ForeignWar("/wrong").with(Wrong.class).as(ZipExporter.class).exportTo(war, true);

    String log = log(war);

    String wrong = "org.example.wrong.Wrong$";
    assertThat(log)
        .contains(wrong + "ConnectTakesAnAck.connect: Ack is no parameter for @OnConnect; allowed")
        .contains(
            wrong + "DisconnectReturns.disconnect: a method with @OnDisconnect returns nothing")
        .contains(wrong + "EventIsPrivate.say: a handler method is neither private nor static")
        .contains(wrong + "EventNameIsANumber.any: @EventName int is no parameter for @OnEvent")
        .contains(wrong + "NoSuchVariable.say: @NamespaceParam(\"name\") is no variable")
        .contains(wrong + "ErrorTakesNone.failed: a method with @OnError takes one Throwable")
        .contains(
            wrong + "ServerEventTakesASocket.price: Socket is no parameter for @OnServerEvent")
        .contains(wrong + "NamespaceWithoutSlash: @Namespace is \"no slash\"");
    assertThat(log).containsPattern("\"Deployed\": \\[\\s*]");
  }
}
