package io.tidings.api;

import io.tidings.files.FileEntry;
import io.tidings.files.FileStore;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Optional;

/** Files that rooms were sent, whichever instance took them. */
@Path("files/{id}")
@RequestScoped
public class FilesResource {

  @Inject private FileStore store;

  @GET
  public Response get(
      @PathParam("id") String id,
      @Context Request request,
      @HeaderParam("Range") String range,
      @HeaderParam("If-Range") String ifRange)
      throws IOException {
    FileEntry entry = entry(id);
    Response.ResponseBuilder precondition = precondition(request, entry);
    if (precondition != null) {
      return described(precondition, entry).build();
    }
    Optional<ByteRange> wanted =
        isCurrent(ifRange, entry) ? ByteRange.of(range, entry.size()) : Optional.empty();
    return wanted.isPresent() ? part(entry, wanted.get()) : whole(entry);
  }

  @HEAD
  public Response head(@PathParam("id") String id, @Context Request request) throws IOException {
    FileEntry entry = entry(id);
    Response.ResponseBuilder precondition = precondition(request, entry);
    if (precondition != null) {
      return described(precondition, entry).build();
    }
    return content(Response.ok(), entry, entry.size()).build();
  }

  @DELETE
  public Response delete(@PathParam("id") String id) throws IOException {
    entry(id);
    if (!store.delete(id)) {
      throw unknown();
    }
    return Response.noContent().build();
  }

  private FileEntry entry(String id) throws IOException {
    return store.find(id).orElseThrow(FilesResource::unknown);
  }

  private static Response.ResponseBuilder precondition(Request request, FileEntry entry) {
    try {
      return request.evaluatePreconditions(Date.from(modified(entry)), tag(entry));
    } catch (ProcessingException e) {
      throw Problem.badRequest("If-Match or If-None-Match", "is no list of entity tags");
    }
  }

  /** HTTP's dates have no fractions of seconds. */
  private static Instant modified(FileEntry entry) {
    return entry.created().truncatedTo(ChronoUnit.SECONDS);
  }

  private static EntityTag tag(FileEntry entry) {
    return new EntityTag(entry.sha256());
  }

  /** Whether a range may be had of what the client has parts of (RFC 9110, section 13.1.5). */
  private static boolean isCurrent(String ifRange, FileEntry entry) {
    return ifRange == null
        || ifRange.strip().equals("\"" + entry.sha256() + "\"")
        || HttpDate.parse(ifRange).filter(modified(entry)::equals).isPresent();
  }

  private Response whole(FileEntry entry) throws IOException {
    return content(Response.ok(open(entry, 0, entry.size())), entry, entry.size()).build();
  }

  private Response part(FileEntry entry, ByteRange range) throws IOException {
    String contentRange = range.contentRange(entry.size());
    if (!range.isSatisfiable()) {
      Response problem =
          Problem.response(
              Response.Status.REQUESTED_RANGE_NOT_SATISFIABLE,
              "the file has " + entry.size() + " bytes");
      return described(Response.fromResponse(problem), entry)
          .header("Content-Range", contentRange)
          .build();
    }
    InputStream bytes = open(entry, range.first(), range.length());
    return content(
            Response.status(Response.Status.PARTIAL_CONTENT).entity(bytes), entry, range.length())
        .header("Content-Range", contentRange)
        .build();
  }

  private InputStream open(FileEntry entry, long from, long length) throws IOException {
    return store.open(entry, from, length).orElseThrow(FilesResource::unknown);
  }

  /** No browser is to show what somebody has sent as if it were a page of ours. */
  private static Response.ResponseBuilder content(
      Response.ResponseBuilder answer, FileEntry entry, long length) {
    return described(answer, entry)
        .type(entry.type())
        .header(HttpHeaders.CONTENT_LENGTH, length)
        .header(HttpHeaders.CONTENT_DISPOSITION, Disposition.attachment(entry.name()))
        .header("Accept-Ranges", "bytes");
  }

  /** It may be kept, but not shared, and asked for anew each time: it may have been removed. */
  private static Response.ResponseBuilder described(
      Response.ResponseBuilder answer, FileEntry entry) {
    return answer
        .tag(tag(entry))
        .lastModified(Date.from(modified(entry)))
        .header(HttpHeaders.CACHE_CONTROL, "private, no-cache")
        .header("X-Content-Type-Options", "nosniff");
  }

  private static WebApplicationException unknown() {
    return Problem.of(Response.Status.NOT_FOUND, "no file has this id, or no longer");
  }
}
