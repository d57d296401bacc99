package io.tidings.api;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The one file of a form, whose other fields do not matter. */
final class FormFile {

  private final Multipart form;
  private final MultipartPart part;

  private FormFile(Multipart form, MultipartPart part) {
    this.form = form;
    this.part = part;
  }

  /**
   * Reads up to where the file begins.
   *
   * @param limit bytes of a file
   * @throws WebApplicationException when there is none
   */
  static FormFile of(MediaType type, InputStream body, long limit) throws IOException {
    try {
      String boundary = type.getParameters().get("boundary");
      Multipart form = new Multipart(body, boundary, limit + Multipart.SURROUNDINGS);
      for (Optional<MultipartPart> part = form.next(); part.isPresent(); part = form.next()) {
        if (part.get().fileName().isPresent()) {
          return new FormFile(form, part.get());
        }
      }
      throw Problem.badRequest("body", "must have a part with a file");
    } catch (Multipart.MalformedException e) {
      throw Problem.badRequest("body", e.getMessage());
    }
  }

  /** As it is given. */
  String name() {
    return part.fileName().orElseThrow();
  }

  /** As it is given, or null. */
  String type() {
    return part.type();
  }

  InputStream content() {
    return part.content();
  }

  /**
   * Reads what follows the file: nobody has a file whose form was cut.
   *
   * @throws WebApplicationException when there is another file
   */
  void end() throws IOException {
    for (Optional<MultipartPart> more = form.next(); more.isPresent(); more = form.next()) {
      if (more.get().fileName().isPresent()) {
        throw Problem.badRequest("body", "must have one file, and has several");
      }
    }
  }
}
