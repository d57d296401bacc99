package org.example.desk;

import jakarta.enterprise.context.RequestScoped;
import java.util.concurrent.atomic.AtomicInteger;

/** One for each request, or for each event. */
@RequestScoped
public class Ticket {

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final int number = COUNT.incrementAndGet();

  public int number() {
    return number;
  }
}
