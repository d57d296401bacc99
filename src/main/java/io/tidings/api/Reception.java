package io.tidings.api;

import io.tidings.access.MemoryBudget;
import io.tidings.access.MemoryBudget.Account;
import io.tidings.access.MemoryBudget.Use;
import io.tidings.files.FileEntry;
import io.tidings.files.FileStore;
import io.tidings.files.Intake;
import io.tidings.files.StorageException;
import io.tidings.files.TooLargeException;
import io.tidings.files.Upload;
import io.tidings.namespace.Sockets;
import io.tidings.transport.BodyException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Brings a file from a request to where it lies, and tells its room. */
@ApplicationScoped
class Reception {

  /** A length that nobody has said. */
  static final long UNKNOWN = -1;

  private static final System.Logger LOG = System.getLogger(Reception.class.getName());

  /** Seconds that an answer waits for the message queue. */
  private static final int PATIENCE = 5;

  /** After which who found no place for a file may ask again. */
  private static final int RETRY_SECONDS = 5;

  /** Bytes of the buffers of one file on its way. */
  private static final long BUFFERS = 192 * 1024;

  /** HTTP's 507, which JAX-RS does not name. */
  private static final int INSUFFICIENT_STORAGE = 507;

  @Inject private Intake intake;
  @Inject private FileStore store;
  @Inject private MemoryBudget budget;

  /**
   * Whom a file is for.
   *
   * @param base path of the API, with its final slash
   */
  record Destination(String namespace, String room, Sockets sockets, String base) {}

  /** What is to be found in order after a file's last byte, before anybody hears of it. */
  interface End {
    void check() throws IOException;
  }

  /** A file on its way in. */
  interface Arrival {

    /**
     * Reads up to where the file begins.
     *
     * @throws WebApplicationException when there is none
     */
    Content begin() throws IOException;
  }

  /**
   * What a file is, and where it is read.
   *
   * @param name cleaned
   * @param type cleaned
   * @param length bytes that are to come, or {@link #UNKNOWN}
   */
  record Content(String name, String type, long length, InputStream bytes, End end) {}

  /**
   * Takes a file, if there is room for one more on its way; it is read on a thread of its own.
   *
   * @return 201, when the room has heard of it
   * @throws WebApplicationException before anything is read, when too many are on their way
   */
  CompletionStage<Response> take(Destination to, Arrival arrival) {
    Account account = reserve();
    try {
      Upload upload = begin();
      try {
        return CompletableFuture.supplyAsync(() -> take(to, arrival, upload), intake.threads())
            .whenComplete((response, failure) -> release(account));
      } catch (RuntimeException | Error e) {
        upload.close();
        throw e;
      }
    } catch (RuntimeException | Error e) {
      release(account);
      throw e;
    }
  }

  private Account reserve() {
    Account account = budget.open(() -> {});
    if (!account.reserve(Use.UPLOADS, BUFFERS, BUFFERS)) {
      account.end();
      throw busy();
    }
    return account;
  }

  private static void release(Account account) {
    account.release(Use.UPLOADS, BUFFERS, BUFFERS);
    account.end();
  }

  private Upload begin() {
    try {
      return intake.begin().orElseThrow(Reception::busy);
    } catch (StorageException e) {
      throw unkept(e);
    }
  }

  private Response take(Destination to, Arrival arrival, Upload upload) {
    try (upload) {
      return take(to, arrival.begin(), upload);
    } catch (TooLargeException e) {
      throw tooLarge(intake.maxBytes());
    } catch (StorageException e) {
      throw unkept(e);
    } catch (Multipart.MalformedException e) {
      throw Problem.badRequest("body", e.getMessage());
    } catch (BodyException e) {
      throw Bodies.refusal(e);
    } catch (IOException e) {
      // Its sender is gone, and nobody reads this.
      throw Problem.badRequest("body", "ended too soon");
    }
  }

  private Response take(Destination to, Content file, Upload upload) throws IOException {
    Long size = file.length() == UNKNOWN ? null : file.length();
    FileEvents events =
        new FileEvents(to.sockets(), Reception::millis, upload.id(), file.name(), size);
    events.begins();
    boolean there = false;
    try {
      upload.take(file.bytes(), events::received);
      file.end().check();
      requireAll(upload.size(), file.length());
      FileEntry entry = upload.publish(file.name(), file.type(), to.namespace(), to.room());
      Response answer = announce(entry, to, events);
      there = true;
      return answer;
    } finally {
      if (!there) {
        events.failed();
      }
    }
  }

  private static void requireAll(long came, long announced) {
    if (announced != UNKNOWN && came != announced) {
      throw Problem.badRequest("body", "ended too soon");
    }
  }

  private Response announce(FileEntry entry, Destination to, FileEvents events) throws IOException {
    String url = to.base() + "files/" + entry.id();
    RoomFilesResource.SharedFile file =
        new RoomFilesResource.SharedFile(
            entry.id(), entry.name(), entry.type(), entry.size(), entry.sha256(), url);
    try {
      events.isThere(file).toCompletableFuture().get(PATIENCE, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      // The event is kept, and published when the message queue answers.
      LOG.log(Level.DEBUG, "The event of file {0} waits", entry.id());
    } catch (ExecutionException e) {
      store.delete(entry.id());
      throw unheard();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      store.delete(entry.id());
      throw unheard();
    }
    return Response.status(Response.Status.CREATED)
        .header(HttpHeaders.LOCATION, url)
        .entity(file)
        .build();
  }

  private static long millis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  static WebApplicationException tooLarge(long limit) {
    return Problem.of(
        Response.Status.REQUEST_ENTITY_TOO_LARGE, "a file may have " + limit + " bytes");
  }

  private static WebApplicationException busy() {
    Response problem =
        Problem.response(
            Response.Status.SERVICE_UNAVAILABLE, "too many files are on their way; try again");
    return new WebApplicationException(
        Response.fromResponse(problem).header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS).build());
  }

  private static WebApplicationException unheard() {
    return Problem.of(
        Response.Status.SERVICE_UNAVAILABLE, "the message queue does not answer; try again");
  }

  private static WebApplicationException unkept(StorageException failure) {
    LOG.log(Level.WARNING, "A file cannot be kept", failure);
    return new WebApplicationException(
        Problem.response(insufficientStorage(), "the file cannot be kept; try again later"));
  }

  private static Response.StatusType insufficientStorage() {
    return new Response.StatusType() {
      @Override
      public int getStatusCode() {
        return INSUFFICIENT_STORAGE;
      }

      @Override
      public Response.Status.Family getFamily() {
        return Response.Status.Family.SERVER_ERROR;
      }

      @Override
      public String getReasonPhrase() {
        return "Insufficient Storage";
      }
    };
  }
}
