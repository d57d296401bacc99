package io.tidings.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.broadcast.SocketRecord;
import io.tidings.cluster.Instance;
import io.tidings.feed.Query;
import jakarta.json.bind.JsonbBuilder;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code openapi.json}, against what is there. */
class DescriptionTest {

  /** What is written as it is. */
  private static final List<Class<? extends Record>> RECORDS =
      List.of(
          Instance.class,
          InstancesResource.InstanceList.class,
          RoomFilesResource.SharedFile.class,
          RoomsResource.Room.class,
          RoomsResource.RoomCount.class,
          RoomsResource.RoomList.class,
          SocketRecord.class,
          SocketsResource.SocketList.class);

  private static final java.lang.reflect.Type MAP =
      new TreeMap<String, Object>() {
        private static final long serialVersionUID = 1L;
      }.getClass().getGenericSuperclass();

  private final Map<String, Object> document = read();

  private static Map<String, Object> read() {
    try (InputStream json =
        DescriptionTest.class.getResourceAsStream("/io/tidings/api/openapi.json")) {
      return JsonbBuilder.create().fromJson(json, MAP);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** What is at a place of the document, such as {@code components/schemas}. */
  @SuppressWarnings("unchecked")
  private Map<String, Object> at(String place) {
    Map<String, Object> found = document;
    for (String name : place.split("/")) {
      found = (Map<String, Object>) found.get(name);
    }
    return found;
  }

  @SuppressWarnings("unchecked")
  private Map<String, Object> resolved(Object value) {
    Map<String, Object> map = (Map<String, Object>) value;
    return map.get("$ref") instanceof String ref ? at(ref.substring(2)) : map;
  }

  private static Map<String, Method> methods() {
    Map<String, Method> methods = new TreeMap<>();
    for (Class<?> type : new ApiApplication().getClasses()) {
      Path root = type.getAnnotation(Path.class);
      for (Method method : root == null ? new Method[0] : type.getDeclaredMethods()) {
        Path own = method.getAnnotation(Path.class);
        for (Annotation each : method.getAnnotations()) {
          HttpMethod verb = each.annotationType().getAnnotation(HttpMethod.class);
          if (verb != null) {
            String path = "/api/" + root.value() + (own == null ? "" : "/" + own.value());
            methods.put(path + " " + verb.value().toLowerCase(Locale.ROOT), method);
          }
        }
      }
    }
    return methods;
  }

  @SuppressWarnings("unchecked")
  private Map<String, Map<String, Object>> operations() {
    Map<String, Map<String, Object>> operations = new TreeMap<>();
    at("paths")
        .forEach(
            (path, methods) ->
                ((Map<String, Map<String, Object>>) methods)
                    .forEach((verb, operation) -> operations.put(path + " " + verb, operation)));
    return operations;
  }

  private Set<String> parameters(Map<String, Object> operation) {
    return ((List<?>) operation.getOrDefault("parameters", List.of()))
        .stream()
            .map(this::resolved)
            .map(parameter -> parameter.get("in") + " " + parameter.get("name"))
            .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> parameters(Method method) {
    return Arrays.stream(method.getParameterAnnotations())
        .flatMap(Arrays::stream)
        .flatMap(DescriptionTest::parameter)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<String> parameter(Annotation annotation) {
    if (annotation instanceof QueryParam query) {
      return Stream.of("query " + query.value());
    }
    if (annotation instanceof PathParam path) {
      return Stream.of("path " + path.value());
    }
    return annotation instanceof HeaderParam header
        ? Stream.of("header " + header.value())
        : Stream.empty();
  }

  @Test
  void eachMethodOfAResourceIsDescribedAndNothingElse() {
    assertThat(operations().keySet()).isEqualTo(methods().keySet());
  }

  @Test
  void soAreTheirParameters() {
    methods()
        .forEach(
            (name, method) -> {
              // That one reads its parameters itself: QueryTest.
              if (!name.equals("/api/events get")) {
                assertThat(parameters(operations().get(name)))
                    .as(name)
                    .isEqualTo(parameters(method));
              }
            });
    assertThat(parameters(operations().get("/api/events get")))
        .containsExactly(
            "header Last-Event-ID", "query limit", "query namespace", "query room", "query since");
  }

  @Test
  void eachOperationSaysWhatItIsCalledAndWhoMayNot() {
    Set<Object> names = new HashSet<>();
    operations()
        .forEach(
            (name, operation) -> {
              assertThat(names.add(operation.get("operationId"))).as(name).isTrue();
              assertThat(operation).as(name).containsKeys("operationId", "summary", "tags");
              assertThat(resolved(operation.get("responses"))).as(name).containsKeys("401", "403");
            });
  }

  @Test
  void theFormsAreThoseOfTheRecords() {
    for (Class<? extends Record> type : RECORDS) {
      Set<String> components =
          Arrays.stream(type.getRecordComponents())
              .map(RecordComponent::getName)
              .collect(Collectors.toSet());
      assertThat(
              resolved(at("components/schemas/" + type.getSimpleName()).get("properties")).keySet())
          .as(type.getSimpleName())
          .isEqualTo(components);
    }
  }

  @Test
  void theLimitsAreThoseOfTheCode() {
    Object limit =
        ((List<?>) operations().get("/api/events get").get("parameters"))
            .stream()
                .map(this::resolved)
                .filter(parameter -> parameter.get("name").equals("limit"))
                .map(parameter -> resolved(parameter.get("schema")).get("maximum"))
                .findFirst()
                .orElseThrow();
    assertThat(((Number) limit).intValue()).isEqualTo(Query.MOST);
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    assertThat(references(document))
        .isNotEmpty()
        .allSatisfy(ref -> assertThat(at(ref)).isNotNull());
  }

  private static Set<String> references(Object value) {
    Set<String> found = new TreeSet<>();
    if (value instanceof Map<?, ?> map) {
      if (map.get("$ref") instanceof String ref) {
        found.add(ref.substring(2));
      }
      map.values().forEach(each -> found.addAll(references(each)));
    } else if (value instanceof List<?> list) {
      list.forEach(each -> found.addAll(references(each)));
    }
    return found;
  }
}
