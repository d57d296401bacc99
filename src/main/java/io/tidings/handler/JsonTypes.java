package io.tidings.handler;

import jakarta.enterprise.context.NormalScope;
import jakarta.inject.Scope;
import jakarta.json.JsonValue;
import jakarta.json.bind.annotation.JsonbCreator;
import jakarta.json.bind.annotation.JsonbTypeAdapter;
import jakarta.json.bind.annotation.JsonbTypeDeserializer;
import jakarta.json.bind.annotation.JsonbTypeInfo;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URL;
import java.nio.ByteBuffer;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.Calendar;
import java.util.Collection;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TimeZone;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Whether JSON-B could make a value of a type from what a client sends: told when the application
 * deploys, and not by the first event. What a class of the application has inside is not looked at.
 */
final class JsonTypes {

  /** Those of the platform that have a JSON form, and no constructor to go by. */
  private static final Set<Class<?>> VALUES =
      Set.of(
          Object.class,
          String.class,
          Boolean.class,
          Character.class,
          Number.class,
          Byte.class,
          Short.class,
          Integer.class,
          Long.class,
          Float.class,
          Double.class,
          BigInteger.class,
          BigDecimal.class,
          URI.class,
          URL.class,
          UUID.class,
          ByteBuffer.class,
          Optional.class,
          OptionalInt.class,
          OptionalLong.class,
          OptionalDouble.class);

  /** The same with what extends them. */
  private static final Set<Class<?>> FAMILIES =
      Set.of(
          Date.class,
          Calendar.class,
          TimeZone.class,
          java.time.ZoneId.class,
          TemporalAccessor.class,
          TemporalAmount.class,
          Collection.class,
          Map.class,
          JsonValue.class);

  /** Those of which a class says itself how it is read. */
  private static final Set<Class<? extends Annotation>> TOLD =
      Set.of(JsonbTypeDeserializer.class, JsonbTypeAdapter.class, JsonbTypeInfo.class);

  private JsonTypes() {}

  /** Why nothing that is sent could become a value of a type, as a clause; empty when it could. */
  static Optional<String> fault(Type type) {
    if (type instanceof GenericArrayType array) {
      return fault(array.getGenericComponentType());
    }
    if (type instanceof ParameterizedType parameterized) {
      return Stream.concat(
              Stream.of(parameterized.getRawType()),
              Stream.of(parameterized.getActualTypeArguments()))
          .map(JsonTypes::fault)
          .flatMap(Optional::stream)
          .findFirst();
    }
    if (type instanceof WildcardType wildcard) {
      return fault(wildcard.getUpperBounds()[0]);
    }
    return type instanceof Class<?> c ? fault(c) : Optional.of("is not known");
  }

  private static Optional<String> fault(Class<?> type) {
    if (type.isArray()) {
      return fault(type.getComponentType());
    }
    if (type.isPrimitive() || type.isEnum() || VALUES.contains(type) || isTold(type)) {
      return Optional.empty();
    }
    if (isOfThePlatform(type)) {
      boolean known = FAMILIES.stream().anyMatch(family -> family.isAssignableFrom(type));
      return known ? Optional.empty() : Optional.of("has no JSON form");
    }
    if (isBean(type)) {
      return Optional.of("is a bean, to be injected into the class");
    }
    if (Throwable.class.isAssignableFrom(type)) {
      return Optional.of("has no JSON form");
    }
    if (Modifier.isAbstract(type.getModifiers())) {
      return Optional.of("is abstract, without @JsonbTypeInfo or a deserializer of its own");
    }
    return type.isRecord() || isConstructible(type)
        ? Optional.empty()
        : Optional.of("has neither a constructor without parameters nor a @JsonbCreator");
  }

  private static boolean isTold(AnnotatedElement element) {
    return TOLD.stream().anyMatch(element::isAnnotationPresent);
  }

  private static boolean isOfThePlatform(Class<?> type) {
    return type.getName().matches("(java|javax|jakarta|jdk|sun|com\\.sun)\\..*");
  }

  private static boolean isBean(Class<?> type) {
    return Stream.of(type.getAnnotations())
        .map(Annotation::annotationType)
        .anyMatch(
            each ->
                each.isAnnotationPresent(NormalScope.class)
                    || each.isAnnotationPresent(Scope.class)
                    || each == Namespace.class);
  }

  private static boolean isConstructible(Class<?> type) {
    return Stream.of(type.getDeclaredConstructors()).anyMatch(JsonTypes::isCreator)
        || Stream.of(type.getDeclaredMethods())
            .anyMatch(method -> method.isAnnotationPresent(JsonbCreator.class));
  }

  private static boolean isCreator(Constructor<?> constructor) {
    return constructor.isAnnotationPresent(JsonbCreator.class)
        || constructor.getParameterCount() == 0 && !Modifier.isPrivate(constructor.getModifiers());
  }

  /** How messages name a type. */
  static String name(Type type) {
    if (type instanceof TypeVariable<?> variable) {
      return variable.getName();
    }
    return type instanceof Class<?> c ? c.getSimpleName() : type.getTypeName();
  }
}
