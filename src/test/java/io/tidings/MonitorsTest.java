package io.tidings;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No task, port, callback or other object's monitor is entered while a monitor is held: two threads
 * that do so can wait for each other for ever. A monitor under which none of this is called is a
 * leaf, and may be entered.
 */
class MonitorsTest {

  /** What is done all the same, and why it stops nobody. */
  private static final Map<String, String> ALLOWED =
      Map.ofEntries(
          entry(
              "Arrival.receive → Arrival.step",
              "a relay answers on a thread of its own, and what depends on the answer is attached"
                  + " later"),
          entry(
              "CatalinaUpgrade.tryNow → CatalinaUpgrade.finish",
              "makes a reader and changes fields of the server, while nobody writes"),
          entry("GrizzlyPort.find → GrizzlyConnections.connectionOf", "reads fields of the server"),
          entry(
              "Pipeline.offer → Sink.taken",
              "gives the item its number in order; the sink notes it under leaves"),
          entry("Pipeline.offer → ToIntFunction.applyAsInt", "reads a size"),
          entry("Pipeline.next → Pipeline.take", "reads a size"),
          entry("Pipeline.succeeded → ToIntFunction.applyAsInt", "reads a size"),
          entry("Unheard.heard → Unheard.takeWhile", "compares numbers"),
          entry("CatalinaUpgrade.tryNow → CatalinaUpgrade.isQuiet", "reads fields of the server"),
          entry("Connection.takeKept → Incoming.packet", "looks for namespaces in maps"),
          entry("Connection.text → Incoming.text", "looks for namespaces in maps"),
          entry("Polls.decide → Exchange.id", "reads the name of a request"),
          entry("Polls.disconnected → Polls.is", "reads the name of a request"));

  @Test
  void nobodysCodeRunsUnderAMonitor() throws Exception {
    Monitors monitors = Monitors.of(Path.of("src/main/java"));
    assertThat(monitors.count()).isGreaterThan(100);
    Map<String, String> violations = new TreeMap<>(monitors.violations());
    assertThat(violations.keySet())
        .as("allowed, and not there any more")
        .containsAll(ALLOWED.keySet());
    violations.keySet().removeAll(ALLOWED.keySet());
    assertThat(violations).isEmpty();
  }

  @Test
  void aNewOneIsNoticed(@TempDir Path sources) throws Exception {
    Files.writeString(
        sources.resolve("Planted.java"),
        """
        package io.tidings.planted;

        final class Planted {
          private final Planted other;
          private Runnable task;
          private int leaf;

          Planted(Planted other) {
            this.other = other;
          }

          synchronized void callback() {
            task.run();
          }

          synchronized void byTheWay() {
            further();
          }

          private void further() {
            java.util.List.of(1).forEach(each -> task.run());
          }

          synchronized void otherMonitor() {
            other.callback();
          }

          synchronized void later() {
            task = () -> other.callback();
          }

          void outside() {
            synchronized (this) {
              leaf++;
            }
            task.run();
          }

          synchronized void leaf(Leaf leaf) {
            leaf.count();
          }

          static final class Leaf {
            private int count;

            synchronized void count() {
              count++;
            }
          }
        }
        """);
    assertThat(Monitors.of(sources).violations())
        .containsOnlyKeys(
            "Planted.callback → Runnable.run",
            "Planted.byTheWay → Planted.further",
            "Planted.otherMonitor → Planted.callback");
  }
}
