package io.tidings.engine;

import java.util.Set;

/**
 * Whom the container found behind a request.
 *
 * @param name of the user, or null when the container knows of none
 * @param roles of the user, among those that the application speaks of
 */
public record Caller(String name, Set<String> roles) {

  /** Nobody that the container knows. */
  public static final Caller NOBODY = new Caller(null, Set.of());

  /** Copies the roles. */
  public Caller {
    roles = Set.copyOf(roles);
  }
}
