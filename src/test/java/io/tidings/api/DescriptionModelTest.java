package io.tidings.api;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonValue;
import java.util.List;
import org.eclipse.microprofile.openapi.models.security.SecurityRequirement;
import org.junit.jupiter.api.Test;

/** Of overloads the one is called that takes the value, in whatever order reflection has them. */
class DescriptionModelTest {

  private static Class<?> scheme(JsonValue value) {
    return DescriptionModel.method(SecurityRequirement.class, "addScheme", 2, value)
        .getParameterTypes()[1];
  }

  @Test
  void theValueDecidesBetweenOverloads() {
    assertThat(scheme(JsonValue.EMPTY_JSON_ARRAY)).isEqualTo(List.class);
    assertThat(scheme(Json.createValue("read"))).isEqualTo(String.class);
  }
}
