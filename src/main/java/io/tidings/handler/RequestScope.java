package io.tidings.handler;

import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.Instance;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Makes CDI's request scope last as long as what a handler is called for. */
@FunctionalInterface
interface RequestScope {

  /** Runs a task in a scope of its own, or in the one that is active already. */
  void run(Runnable task);

  /** Where there is no CDI. */
  RequestScope NONE = Runnable::run;

  /** CDI's own. A controller remembers whether it began a scope, so that each run needs one. */
  static RequestScope of(Instance<RequestContextController> controllers) {
    Queue<RequestContextController> idle = new ConcurrentLinkedQueue<>();
    return task -> {
      RequestContextController polled = idle.poll();
      RequestContextController controller = polled == null ? controllers.get() : polled;
      boolean began = controller.activate();
      try {
        task.run();
      } finally {
        if (began) {
          controller.deactivate();
        }
        idle.add(controller);
      }
    };
  }
}
