package io.tidings.api;

import io.tidings.files.FileName;
import io.tidings.files.FileType;
import io.tidings.files.Intake;
import io.tidings.namespace.EventHandlers;
import io.tidings.namespace.SocketServer;
import io.tidings.namespace.Sockets;
import io.tidings.packet.NameRules;
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
  public Response send(
      @PathParam("room") String room,
      @QueryParam("namespace") @DefaultValue("/") String namespace,
      @QueryParam("name") String name,
      @Context HttpHeaders headers,
      InputStream body)
      throws IOException {
    Reception.Destination to = destination(namespace, room);
    String type = headers.getHeaderString(HttpHeaders.CONTENT_TYPE);
    if (type != null && FORM.matcher(type).lookingAt()) {
      return sendForm(to, name, headers, body);
    }
    long declared = declared(headers, 0);
    String given = name == null ? named(headers) : name;
    return reception.take(to, FileName.safe(given), FileType.safe(type), declared, body, () -> {});
  }

  private static String named(HttpHeaders headers) {
    String disposition = headers.getHeaderString(HttpHeaders.CONTENT_DISPOSITION);
    return Disposition.parse(disposition).fileName().orElse(null);
  }

  private Response sendForm(
      Reception.Destination to, String name, HttpHeaders headers, InputStream body)
      throws IOException {
    declared(headers, Multipart.SURROUNDINGS);
    FormFile form = FormFile.of(headers.getMediaType(), body, intake.maxBytes());
    String given = name == null ? form.name() : name;
    return reception.take(
        to,
        FileName.safe(given),
        FileType.safe(form.type()),
        Reception.UNKNOWN,
        form.content(),
        form::end);
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
