package io.tidings.api;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Constructible;

/**
 * Makes of a description in JSON the objects that MicroProfile OpenAPI has for it. Their setters
 * are called as the members of the JSON, but for few.
 */
final class DescriptionModel {

  /** Setters that are called in another way. */
  private static final Map<String, String> NAMES =
      Map.of(
          "$ref", "setRef",
          "additionalProperties", "setAdditionalPropertiesBoolean",
          "default", "setDefaultValue");

  /** What adds a member of any name to an object that is a map. */
  private static final Map<String, String> ADDERS =
      Map.of(
          "APIResponses", "addAPIResponse",
          "Content", "addMediaType",
          "Paths", "addPathItem",
          "SecurityRequirement", "addScheme");

  private DescriptionModel() {}

  /**
   * @throws IllegalStateException when it has a member that is none
   */
  static <T extends Constructible> T of(JsonObject json, Class<T> type) {
    T object = OASFactory.createObject(type);
    json.forEach((name, value) -> put(object, type, name, value));
    return object;
  }

  private static void put(Object object, Class<?> type, String name, JsonValue value) {
    try {
      String adder = ADDERS.get(type.getSimpleName());
      if (adder == null) {
        Method setter = method(type, NAMES.getOrDefault(name, "set" + name), 1, value);
        setter.invoke(object, value(value, setter.getGenericParameterTypes()[0]));
      } else {
        Method add = method(type, adder, 2, value);
        add.invoke(object, name, value(value, add.getGenericParameterTypes()[1]));
      }
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(name + " of " + type, e);
    }
  }

  /**
   * The method that takes such a value as its last parameter: some have overloads, whose order
   * reflection leaves open.
   *
   * @throws IllegalStateException when there is none
   */
  static Method method(Class<?> type, String name, int parameters, JsonValue value) {
    return Arrays.stream(type.getMethods())
        .filter(each -> !each.isBridge() && each.getName().equalsIgnoreCase(name))
        .filter(each -> each.getParameterCount() == parameters)
        .filter(each -> takes(each.getParameterTypes()[parameters - 1], value))
        .min(Comparator.comparing(Method::toString))
        .orElseThrow(() -> new IllegalStateException(type + " has no " + name + " for " + value));
  }

  private static boolean takes(Class<?> parameter, JsonValue value) {
    if (parameter == Object.class) {
      return true;
    }
    return switch (value.getValueType()) {
      case STRING -> parameter == String.class || parameter.isEnum();
      case NUMBER -> Number.class.isAssignableFrom(parameter);
      case TRUE, FALSE -> parameter == Boolean.class;
      case ARRAY -> parameter == List.class;
      case OBJECT -> parameter == Map.class || Constructible.class.isAssignableFrom(parameter);
      case NULL -> !parameter.isPrimitive();
    };
  }

  private static Object value(JsonValue json, Type type) {
    if (type instanceof ParameterizedType generic) {
      Type[] of = generic.getActualTypeArguments();
      return json instanceof JsonArray array ? list(array, of[0]) : map((JsonObject) json, of[1]);
    }
    Class<?> wanted = (Class<?>) type;
    if (Constructible.class.isAssignableFrom(wanted)) {
      return of((JsonObject) json, wanted.asSubclass(Constructible.class));
    }
    if (wanted.isEnum()) {
      return constant(wanted, ((JsonString) json).getString());
    }
    return plain(json, wanted);
  }

  private static List<Object> list(JsonArray array, Type of) {
    return array.stream().map(each -> value(each, of)).toList();
  }

  private static Map<String, Object> map(JsonObject object, Type of) {
    Map<String, Object> map = new LinkedHashMap<>();
    object.forEach((name, each) -> map.put(name, value(each, of)));
    return map;
  }

  /** Such as {@code string}, of {@code STRING}. */
  private static Object constant(Class<?> type, String name) {
    return Arrays.stream(type.getEnumConstants())
        .filter(each -> each.toString().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(type + " has no " + name));
  }

  private static Object plain(JsonValue json, Class<?> wanted) {
    return switch (json.getValueType()) {
      case STRING -> ((JsonString) json).getString();
      case NUMBER -> number(((JsonNumber) json).bigDecimalValue(), wanted);
      case TRUE -> true;
      case FALSE -> false;
      case ARRAY -> list((JsonArray) json, Object.class);
      case OBJECT -> map((JsonObject) json, Object.class);
      case NULL -> null;
    };
  }

  private static Object number(BigDecimal number, Class<?> wanted) {
    return wanted == BigDecimal.class ? number : (Object) number.intValueExact();
  }
}
