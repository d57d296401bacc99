package io.tidings.conformance;

import io.tidings.handler.RequestFilter;
import io.tidings.namespace.ConnectionRefusedException;
import io.tidings.namespace.Handshake;
import jakarta.enterprise.context.ApplicationScoped;

/** Lets no connection be opened that asks to be refused, with the words that it asks for. */
@ApplicationScoped
public class Doorman implements RequestFilter {

  @Override
  public void filter(Handshake handshake) {
    handshake
        .query("refuse")
        .ifPresent(
            why -> {
              throw new ConnectionRefusedException(why + " " + handshake.url());
            });
  }
}
