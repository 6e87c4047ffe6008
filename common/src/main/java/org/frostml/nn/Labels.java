package org.frostml.nn;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What examples are labelled with.
 *
 * @param classes whether an example has one of the names, and not a value for each
 * @param names of the classes, or of the values
 */
public record Labels(boolean classes, List<String> names) implements Serializable {
  /** More different labels than these are values, and not classes. */
  public static final int MOST_CLASSES = 10_000;

  public Labels {
    names = List.copyOf(names);
    if (classes && names.size() < 2) {
      throw new IllegalArgumentException("at least 2 classes are needed to tell apart: " + names);
    }
    if (names.isEmpty()) {
      throw new IllegalArgumentException("at least one value is needed to learn");
    }
  }

  /** Classes that are called by their numbers, counted from 0. */
  public static Labels numbered(int classes) {
    return new Labels(true, IntStream.range(0, classes).mapToObj(Integer::toString).toList());
  }

  /** Values, or labels that may hold together. */
  public static Labels values(List<String> names) {
    return new Labels(false, names);
  }

  /** Classes, or values per example. */
  public int count() {
    return names.size();
  }

  /** Numbers that an example is labelled with: of classes one, its class's. */
  public int width() {
    return classes ? 1 : count();
  }

  /** For a person: 3 classes, 2 values. */
  public String describe() {
    return count() + (classes ? " classes" : count() == 1 ? " value" : " values");
  }
}
