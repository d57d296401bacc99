package io.tidings.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.access.MemoryBudget;
import io.tidings.engine.ManualTimer;
import jakarta.servlet.AsyncContext;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers come from the thread that brought the request, or 5 ms after that left. */
class ServletExchangeTest {

  private final ManualTimer timer = new ManualTimer();
  private final List<String> answers = new ArrayList<>();
  private ServletExchange exchange;
  private long brought;
  private Runnable clientGoes;
  private boolean there = true;

  @BeforeEach
  void bring() {
    exchange =
        new ServletExchange(
            container(), "", timer, this::answerThread, MemoryBudget.unlimited(), this::watch);
    exchange.whenDisconnected(() -> answers.add("disconnected"));
    brought = timer.millis();
  }

  private DisconnectMonitor.Watch watch(Runnable whenGone) {
    clientGoes = whenGone;
    return then -> then.accept(there);
  }

  private void answerThread(Runnable task) {
    answers.add("by an answer's thread");
    task.run();
  }

  /** Has no response any more, so that an answer is lost, with the exchange's completion. */
  private AsyncContext container() {
    return (AsyncContext)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {AsyncContext.class},
            (proxy, called, arguments) -> {
              if (called.getName().equals("complete")) {
                answers.add("after " + (timer.millis() - brought) + " ms");
                return null;
              }
              throw new IllegalStateException(called.getName());
            });
  }

  private void answer() {
    exchange.answer(200, "text/html", "ok");
  }

  private void answerFromElsewhere() {
    Thread other = new Thread(this::answer);
    other.start();
    try {
      other.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whoBroughtTheRequestAnswersAtOnce() {
    answer();

    assertThat(answers).containsExactly("after 0 ms", "disconnected");
  }

  @Test
  void anAnswerThatComesLaterGoesAtOnce() {
    exchange.leave();
    timer.advance(5);
    answer();

    assertThat(answers).containsExactly("by an answer's thread", "after 5 ms", "disconnected");
  }

  @Test
  void anAnswerThatComesSoonerWaitsForTheRestOfTheTime() {
    exchange.leave();
    timer.advance(3);
    answer();
    assertThat(answers).isEmpty();
    timer.advance(10);

    assertThat(answers).containsExactly("by an answer's thread", "after 5 ms", "disconnected");
  }

  @Test
  void anAnswerFromElsewhereWaitsUntilTheBringerIsOut() {
    answerFromElsewhere();
    timer.advance(4);
    exchange.leave();
    timer.advance(4);
    assertThat(answers).isEmpty();
    timer.advance(10);

    assertThat(answers).containsExactly("by an answer's thread", "after 9 ms", "disconnected");
  }

  @Test
  void aClientThatDisconnectsIsToldOfAndNotAnswered() {
    exchange.leave();
    timer.advance(7);
    clientGoes.run();
    answer();

    assertThat(answers).containsExactly("by an answer's thread", "after 7 ms", "disconnected");
  }

  @Test
  void anAnswerIsNotWrittenForAClientThatIsGone() {
    exchange.leave();
    timer.advance(7);
    there = false;
    answer();
    clientGoes.run();

    assertThat(answers).containsExactly("by an answer's thread", "after 7 ms", "disconnected");
  }

  @Test
  void oneThatIsAnsweredAtOnceIsNotWatched() {
    answer();
    exchange.leave();

    assertThat(clientGoes).isNull();
  }
}
