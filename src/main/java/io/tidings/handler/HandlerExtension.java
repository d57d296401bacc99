package io.tidings.handler;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessBean;
import java.util.ArrayList;
import java.util.List;

/** Finds the beans with {@link Namespace} while CDI starts. */
public class HandlerExtension implements Extension {

  private final List<Bean<?>> beans = new ArrayList<>();

  void collect(@Observes ProcessBean<?> event) {
    if (event.getAnnotated().isAnnotationPresent(Namespace.class)) {
      beans.add(event.getBean());
    }
  }

  List<Bean<?>> beans() {
    return beans;
  }
}
