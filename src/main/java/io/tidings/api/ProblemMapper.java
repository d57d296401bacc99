package io.tidings.api;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Gives every failure the same form, and nothing of the inside away. */
public class ProblemMapper implements ExceptionMapper<Throwable> {

  private static final Logger LOG = Logger.getLogger(ProblemMapper.class.getName());

  @Override
  public Response toResponse(Throwable thrown) {
    boolean staged = thrown instanceof CompletionException && thrown.getCause() != null;
    Throwable failure = staged ? thrown.getCause() : thrown;
    if (failure instanceof WebApplicationException e) {
      Response response = e.getResponse();
      return response.hasEntity()
          ? response
          : Problem.response(response.getStatusInfo(), response.getStatusInfo().getReasonPhrase());
    }
    if (failure instanceof TimeoutException) {
      return Problem.response(
          Response.Status.GATEWAY_TIMEOUT, "the message queue does not answer; try again");
    }
    LOG.log(Level.WARNING, "A request failed", failure);
    return Problem.response(Response.Status.INTERNAL_SERVER_ERROR, "internal error");
  }
}
