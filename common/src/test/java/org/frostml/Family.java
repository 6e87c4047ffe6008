package org.frostml;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The members of a sealed family, however deep they sit. */
public final class Family {
  private Family() {}

  public static Set<Class<?>> members(Class<?> type) {
    return leaves(type).collect(Collectors.toSet());
  }

  private static Stream<Class<?>> leaves(Class<?> type) {
    Class<?>[] permitted = type.getPermittedSubclasses();
    return permitted == null ? Stream.of(type) : Stream.of(permitted).flatMap(Family::leaves);
  }
}
