package io.tidings.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class PipelineTest implements Pipeline.Sink<String, String> {

  private final ManualScheduler time = new ManualScheduler();
  private final Pipeline<String, String> pipeline =
      new Pipeline<>(this, String::length, 10, "The test", time);
  private final List<Pipeline.Batch<String>> batches = new ArrayList<>();
  private final List<String> sent = new ArrayList<>();
  private final List<String> abandoned = new ArrayList<>();
  private CompletableFuture<String> answer;

  @Override
  public CompletionStage<String> send(Pipeline.Batch<String> batch) {
    batches.add(batch);
    answer = new CompletableFuture<>();
    return answer;
  }

  @Override
  public void sent(Pipeline.Batch<String> batch, String result) {
    batch.items().forEach(item -> sent.add(item + result));
  }

  @Override
  public void abandoned(String item) {
    abandoned.add(item);
  }

  private void offer(String... items) {
    for (String item : items) {
      assertThat(pipeline.offer(item)).isTrue();
    }
  }

  private List<List<String>> items() {
    return batches.stream().map(Pipeline.Batch::items).toList();
  }

  @Test
  void oneAloneLeavesAtOnceAndTheRestTogether() {
    pipeline.start();
    offer("a", "b", "c");
    assertThat(items()).containsExactly(List.of("a"));

    answer.complete("!");

    assertThat(items()).containsExactly(List.of("a"), List.of("b", "c"));
    assertThat(batches.get(1).first()).isEqualTo(2);
    assertThat(sent).containsExactly("a!");
  }

  @Test
  void nothingLeavesBeforeTheStart() {
    offer("a", "b");
    assertThat(batches).isEmpty();

    pipeline.start();

    assertThat(items()).containsExactly(List.of("a", "b"));
  }

  @Test
  void aBatchThatFailsIsSentAgainAsItWas() {
    pipeline.start();
    offer("a");
    answer.complete("!");
    offer("b", "c");
    answer.completeExceptionally(new IllegalStateException("away"));
    offer("d");
    assertThat(batches).hasSize(2);

    time.advance(100);
    answer.completeExceptionally(new IllegalStateException("away"));
    time.advance(199);
    assertThat(batches).hasSize(3);
    time.advance(1);
    answer.complete("?");

    assertThat(batches.subList(1, 4)).containsOnly(new Pipeline.Batch<>(2, List.of("b")));
    assertThat(batches.get(4)).isEqualTo(new Pipeline.Batch<>(3, List.of("c", "d")));
    assertThat(sent).containsExactly("a!", "b?");
  }

  @Test
  void whatWaitsIsBoundedInBytes() {
    pipeline.start();
    offer("123456", "1234");
    assertThat(pipeline.offer("x")).isFalse();

    answer.complete("");

    offer("123456");
    assertThat(pipeline.offer("x")).isFalse();
  }

  @Test
  void closingAbandonsWhatWasNotSent() {
    pipeline.start();
    offer("a", "b", "c");

    pipeline.close();
    answer.complete("late");

    assertThat(abandoned).containsExactly("a", "b", "c");
    assertThat(sent).isEmpty();
    assertThat(pipeline.offer("d")).isFalse();
  }
}
