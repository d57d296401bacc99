package io.tidings.endtoend;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * One of several who talk in a room, whatever it is that connects it there; what {@code talker.mjs}
 * is in JavaScript, and the reasons are there.
 */
final class Talker {

  private final String name;
  private final Plan plan;
  private final Function<JsonArray, CompletionStage<String>> publish;
  private final List<String> heard = new ArrayList<>();
  private final Map<String, String> answered = new ConcurrentHashMap<>();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final List<CompletableFuture<Void>> publishing = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Void> end = new CompletableFuture<>();

  /** How many talk, how often, and how many events at once. */
  record Plan(int talkers, int turns, int burst) {

    int events() {
      return talkers * turns * burst;
    }

    String json() {
      return Json.createObjectBuilder()
          .add("talkers", talkers)
          .add("turns", turns)
          .add("burst", burst)
          .build()
          .toString();
    }
  }

  /**
   * @param publish takes the arguments of an event and gives its id
   */
  Talker(String name, Plan plan, Function<JsonArray, CompletionStage<String>> publish) {
    this.name = name;
    this.plan = plan;
    this.publish = publish;
  }

  /** To be called with each event, in the order in which they come. */
  synchronized void hears(String id, String event, JsonArray args) {
    int before = heard.size();
    heard.add(Heard.event(id, event, args));
    int turn = before / (plan.talkers() * plan.burst());
    if (event.equals("end")) {
      end.complete(null);
    } else if (before % (plan.talkers() * plan.burst()) == 0 && turn < plan.turns()) {
      speak(turn * plan.burst(), (turn + 1) * plan.burst());
    }
  }

  private void speak(int from, int to) {
    for (int n = from; n < to; n++) {
      String said = name + " " + n;
      publishing.add(
          publish
              .apply(args(n, said))
              .toCompletableFuture()
              .handle((id, failure) -> published(said, id, failure)));
    }
  }

  private JsonArray args(int n, String said) {
    JsonArrayBuilder args = Json.createArrayBuilder().add(name).add(n).add("Grüße, 你好 👋");
    if (n % 5 == 0) {
      String bytes = Base64.getEncoder().encodeToString(said.getBytes(StandardCharsets.US_ASCII));
      args.add(Json.createObjectBuilder().add("$binary", bytes));
    }
    return args.build();
  }

  private Void published(String said, String id, Throwable failure) {
    if (failure == null) {
      answered.put(said, id);
    } else {
      fails(said + ": " + failure);
    }
    return null;
  }

  void fails(String why) {
    failures.add(why);
  }

  /**
   * Waits for the end of the conversation, and the answers to what it published itself. That there
   * is no end is one more failure.
   */
  void awaitsEnd(long seconds) throws Exception {
    try {
      end.thenCompose(
              over -> CompletableFuture.allOf(publishing.toArray(CompletableFuture<?>[]::new)))
          .get(seconds, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      fails("no end in " + seconds + " s");
    }
  }

  /** All so far. */
  synchronized Heard heard(String instance) {
    return new Heard(
        name, instance, List.copyOf(heard), Map.copyOf(answered), List.copyOf(failures));
  }
}
