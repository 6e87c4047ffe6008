package org.frostml.job.data;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.api.java.UDF1;
import org.frostml.FrostException;

/** The number of a class by its label, which may be a number or a text. */
final class ClassNames implements UDF1<Object, Double>, Serializable {
  private final Map<String, Integer> numbers = new HashMap<>();
  private final String column;

  ClassNames(List<String> names, String column) {
    this.column = column;
    names.forEach(name -> numbers.put(name, numbers.size()));
  }

  @Override
  public Double call(Object label) {
    Integer number = numbers.get(name(label));
    if (number == null) {
      List<String> known = new ArrayList<>(numbers.keySet());
      known.sort(null);
      throw new FrostException(
          "column "
              + column
              + " has the label "
              + label
              + ", which is none of the classes "
              + known);
    }
    return (double) number;
  }

  /** Whether a label is one of the classes. */
  boolean has(Object label) {
    return label != null && numbers.containsKey(name(label));
  }

  /**
   * Labels in order: numbers by size, texts by their characters.
   *
   * @param numbers whether they are numbers, of which whole ones come as texts
   */
  static List<String> inOrder(List<Object> labels, boolean numbers) {
    return labels.stream().sorted(order(labels, numbers)).map(ClassNames::name).distinct().toList();
  }

  private static Comparator<Object> order(List<Object> labels, boolean numbers) {
    if (labels.stream().allMatch(Double.class::isInstance)) {
      return Comparator.comparing(label -> (Double) label);
    }
    return numbers
        ? Comparator.comparing(label -> new BigDecimal(label.toString()))
        : Comparator.comparing(Object::toString);
  }

  /** A whole number is called so whatever its type. */
  private static String name(Object label) {
    return label instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e15
        ? Long.toString(number.longValue())
        : String.valueOf(label);
  }
}
