package io.tidings.api;

import io.tidings.files.FileName;
import io.tidings.files.FileType;
import io.tidings.files.Intake;
import io.tidings.namespace.EventHandlers;
import io.tidings.namespace.SocketServer;
import io.tidings.namespace.Sockets;
import io.tidings.packet.NameRules;
import io.tidings.transport.RequestBody;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** Takes files for a room. */
@Path("rooms/{room}/files")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class RoomFilesResource {

  private static final int MAX_ROOM = 256;

  private static final Pattern FORM =
      Pattern.compile("\\s*" + MediaType.MULTIPART_FORM_DATA + "\\b", Pattern.CASE_INSENSITIVE);

  @Inject private SocketServer server;
  @Inject private EventHandlers handlers;
  @Inject private Intake intake;
  @Inject private Reception reception;
  @Inject private RequestBody body;
  @Context private UriInfo uri;

  /**
   * A file that can be had.
   *
   * @param size bytes
   * @param sha256 of the bytes, in hexadecimal digits
   * @param url without scheme and host, since clients know the server by several names
   */
  public record SharedFile(
      String id, String name, String type, long size, String sha256, String url) {}

  @POST
  @Consumes(MediaType.WILDCARD)
  public CompletionStage<Response> send(
      @PathParam("room") String room,
      @QueryParam("namespace") @DefaultValue("/") String namespace,
      @QueryParam("name") String name,
      @Context HttpHeaders headers)
      throws IOException {
    Reception.Destination to = destination(namespace, room);
    String type = headers.getHeaderString(HttpHeaders.CONTENT_TYPE);
    boolean isForm = type != null && FORM.matcher(type).lookingAt();
    long declared = declared(headers, isForm ? Multipart.SURROUNDINGS : 0);
    MediaType form = isForm ? headers.getMediaType() : null;
    String given = name == null && !isForm ? named(headers) : name;
    InputStream bytes = body.stream();
    return reception.take(
        to, () -> isForm ? ofForm(form, given, bytes) : whole(given, type, declared, bytes));
  }

  private static Reception.Content whole(String name, String type, long length, InputStream bytes) {
    return new Reception.Content(FileName.safe(name), FileType.safe(type), length, bytes, () -> {});
  }

  private Reception.Content ofForm(MediaType type, String name, InputStream bytes)
      throws IOException {
    FormFile form = FormFile.of(type, bytes, intake.maxBytes());
    String given = name == null ? form.name() : name;
    return new Reception.Content(
        FileName.safe(given),
        FileType.safe(form.type()),
        Reception.UNKNOWN,
        form.content(),
        form::end);
  }

  private static String named(HttpHeaders headers) {
    String disposition = headers.getHeaderString(HttpHeaders.CONTENT_DISPOSITION);
    return Disposition.parse(disposition).fileName().orElse(null);
  }

  /**
   * What the body's length is said to be, if it is, and {@link Reception#UNKNOWN} if not.
   *
   * @throws jakarta.ws.rs.WebApplicationException before a byte is read, when that is too much
   */
  private long declared(HttpHeaders headers, long surroundings) {
    String header = headers.getHeaderString(HttpHeaders.CONTENT_LENGTH);
    if (header == null) {
      return Reception.UNKNOWN;
    }
    try {
      long length = Long.parseLong(header.strip());
      if (length > intake.maxBytes() + surroundings) {
        throw Reception.tooLarge(intake.maxBytes());
      }
      return length;
    } catch (NumberFormatException e) {
      throw Problem.badRequest("Content-Length", "is no number");
    }
  }

  private Reception.Destination destination(String namespace, String room) {
    if (room.isEmpty() || room.length() > MAX_ROOM) {
      throw Problem.badRequest("room", "must have 1 to " + MAX_ROOM + " characters");
    }
    Optional<String> fault = NameRules.roomFault(room);
    if (fault.isPresent()) {
      throw Problem.badRequest("room", fault.get());
    }
    if (handlers.find(namespace).isEmpty()) {
      throw Problem.badRequest("namespace", "is not served here");
    }
    Sockets sockets = server.of(namespace).to(room);
    return new Reception.Destination(namespace, room, sockets, uri.getBaseUri().getPath());
  }
}
