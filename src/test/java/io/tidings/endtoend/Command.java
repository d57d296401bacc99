package io.tidings.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A program that a test runs to its end, in the project's folder. */
final class Command {

  private final List<String> words;
  private final Map<String, String> environment = new HashMap<>();

  private Command(List<String> words) {
    this.words = words;
  }

  static Command of(String... words) {
    return new Command(new ArrayList<>(List.of(words)));
  }

  /** A file of the JavaScript tests. */
  static Command node(String file) {
    return of("node", "--test", "--test-reporter=spec", Path.of("src/test/js", file).toString());
  }

  Command with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  Command with(Map<String, String> variables) {
    environment.putAll(variables);
    return this;
  }

  /** How it ended, and all that it printed. */
  record Result(int status, String output) {

    /** Fails the test with what was printed, unless the status is 0. */
    Result succeeds() {
      assertThat(status).as(output).isZero();
      return this;
    }
  }

  Result run(Duration limit) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    // What the build sets for the server under test must not reach another one.
    builder.environment().keySet().removeIf(name -> name.startsWith("TIDINGS_"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> drain(process));
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      return new Result(-1, "not done within " + limit + "\n" + output.join());
    }
    return new Result(process.exitValue(), output.join());
  }

  private static String drain(Process process) {
    StringBuilder printed = new StringBuilder();
    process
        .inputReader(StandardCharsets.UTF_8)
        .lines()
        .forEach(
            line -> {
              System.out.println(line);
              printed.append(line).append('\n');
            });
    return printed.toString();
  }
}
