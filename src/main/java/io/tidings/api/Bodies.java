package io.tidings.api;

import io.tidings.access.Limit;
import io.tidings.transport.BodyException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response.Status;

/** What is answered to a body that was not read to its end. */
final class Bodies {

  private Bodies() {}

  static WebApplicationException refusal(BodyException refused) {
    return switch (refused.fault()) {
      case TOO_LARGE -> tooLarge();
      case NO_ROOM -> noRoom();
      case TOO_SLOW -> Problem.of(Status.REQUEST_TIMEOUT, "the body comes too slowly");
      // Its sender is gone, and nobody reads this.
      case BROKEN -> Problem.badRequest("body", "ended too soon");
    };
  }

  static WebApplicationException tooLarge() {
    return Problem.of(
        Status.REQUEST_ENTITY_TOO_LARGE, "a body may have " + LimitedInputStream.LIMIT + " bytes");
  }

  static WebApplicationException noRoom() {
    return Problem.of(Status.TOO_MANY_REQUESTS, Limit.MEMORY.text());
  }
}
