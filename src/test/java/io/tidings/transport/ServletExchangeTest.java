package io.tidings.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.access.MemoryBudget;
import io.tidings.access.MemoryBudget.Use;
import io.tidings.access.RefusalCounts;
import io.tidings.engine.ManualTimer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
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

  /** One whose client does not read. */
  private static AsyncContext unread() {
    ServletOutputStream out =
        new ServletOutputStream() {
          @Override
          public boolean isReady() {
            return false;
          }

          @Override
          public void setWriteListener(WriteListener listener) {
            // There is never room.
          }

          @Override
          public void write(int octet) {
            throw new IllegalStateException("not ready");
          }
        };
    HttpServletResponse response =
        proxy(HttpServletResponse.class, name -> name.equals("getOutputStream") ? out : null);
    return proxy(AsyncContext.class, name -> name.equals("getResponse") ? response : null);
  }

  private static <T> T proxy(Class<T> type, Function<String, Object> results) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, called, arguments) -> results.apply(called.getName())));
  }

  @Test
  void anAnswerThatIsNotReadIsCountedAndCutForTheSakeOfASmallerOne() {
    MemoryBudget budget = new MemoryBudget(1_000_000, new RefusalCounts(() -> 0), Runnable::run);
    List<Integer> lost = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int number = i;
      ServletExchange each =
          new ServletExchange(
              unread(),
              "",
              timer,
              this::answerThread,
              budget,
              gone -> DisconnectMonitor.Watch.NONE);
      each.whenDisconnected(() -> lost.add(number));
      each.answer(200, "text/plain", "x".repeat(300_000 - 1_000 * i));
    }
    assertThat(lost).containsExactly(0);
    assertThat(budget.used(Use.OUTBOX)).isEqualTo(299_000 + 298_000 + 297_000);
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
