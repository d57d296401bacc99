package io.tidings.api;

import io.tidings.config.PartsConfig;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASModelReader;
import org.eclipse.microprofile.openapi.models.OpenAPI;

/**
 * What {@code /openapi} says of us: {@code openapi.json} beside this class. Servers look for such a
 * file in a WAR alone, and we are a jar in it. Servers may ask outside of the application, where
 * CDI does not know it; its configuration is found by the class loader.
 */
public final class Description implements OASModelReader {

  private static final String FILE = "openapi.json";

  @Override
  public OpenAPI buildModel() {
    return PartsConfig.of(Description.class.getClassLoader()).api()
        ? DescriptionModel.of(document(), OpenAPI.class)
        : OASFactory.createOpenAPI();
  }

  private static JsonObject document() {
    try (InputStream bytes = Description.class.getResourceAsStream(FILE);
        JsonReader reader = Json.createReader(bytes)) {
      return reader.readObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
