package org.frostml.job.data;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.frostml.FrostException;
import org.frostml.Text;
import org.frostml.io.Json;
import org.frostml.io.ModelFileSize;
import org.frostml.nn.Inputs;
import org.frostml.nn.Labels;
import org.frostml.nn.Shape;
import org.frostml.train.Model;

/**
 * How the columns of a table become a network's inputs: what a model says of it, and all that is
 * needed to do it again.
 *
 * @param columns that features are made of, in order
 * @param image channels, rows and columns of images whose pixels the features are; empty: none
 * @param strings the columns, of features or labels, that a table holds as texts
 * @param label the columns of labels
 * @param weight the column of weights; empty: none
 * @param labels what they say
 * @param hashed features that hashed columns share
 * @param keepsUnknown whether a category that was not seen in training has a feature of its own
 */
public record Encoding(
    List<Input> columns,
    List<Integer> image,
    List<String> strings,
    List<String> label,
    String weight,
    Labels labels,
    int hashed,
    boolean keepsUnknown)
    implements RowContent {
  /** Where a model says it. */
  private static final String KEY = "table";

  /** As many columns as a message names. */
  private static final int SHOWN = 5;

  /** What a column is. */
  enum Kind {
    NUMBER,
    /** A text of few values: a feature for each. */
    CATEGORY,
    /** A text of many values. */
    HASHED,
    /** A vector, or an array of numbers. */
    VECTOR
  }

  /**
   * A column.
   *
   * @param categories in the order of their features
   * @param fill what takes the place of a missing number; null: nothing does
   * @param size of a vector
   */
  record Input(String name, Kind kind, List<String> categories, Double fill, int size) {
    static Input number(String name) {
      return new Input(name, Kind.NUMBER, List.of(), null, 1);
    }

    /** Some value of it. */
    private Object any() {
      return switch (kind) {
        case NUMBER -> 0.0;
        case CATEGORY -> categories.get(0);
        default -> "";
      };
    }

    private int features(boolean keepsUnknown) {
      return switch (kind) {
        case NUMBER -> 1;
        case CATEGORY -> categories.size() + (keepsUnknown ? 1 : 0);
        case HASHED -> 0;
        case VECTOR -> size;
      };
    }
  }

  /** Of a table whose features are one column of vectors, or arrays, of a size. */
  public static Encoding ofVectors(
      String column, int size, Optional<Shape> image, String label, String weight, Labels labels) {
    Input input = new Input(column, Kind.VECTOR, List.of(), null, size);
    return new Encoding(
        List.of(input), numbers(image), List.of(), List.of(label), weight, labels, 1, false);
  }

  /** A shape as a model says it. */
  static List<Integer> numbers(Optional<Shape> image) {
    return image
        .map(shape -> List.of(shape.channels(), shape.height(), shape.width()))
        .orElse(List.of());
  }

  /**
   * Fails unless there are as many features as an image has pixels.
   *
   * @param table its name, for the message
   */
  public Encoding requireImages(String table) {
    if (shape().size() != width()) {
      throw new FrostException(
          table
              + ": data.shape = "
              + image
              + " is of images of "
              + shape().size()
              + " numbers, but a row has "
              + width()
              + " features, of "
              + Text.first(columns.stream().map(Input::name).toList(), SHOWN));
    }
    return this;
  }

  /** That of a model which was trained on a table. */
  static Encoding of(Model model) {
    String text = model.provenance().get(KEY);
    if (text == null) {
      throw new FrostException(
          "the model was not trained on a table, and cannot read one: name such data as it was trained"
              + " on with --data");
    }
    return Json.read(text, Encoding.class, "the model");
  }

  @Override
  public Shape shape() {
    return image.isEmpty()
        ? Shape.flat(width())
        : new Shape(image.get(0), image.get(1), image.get(2));
  }

  @Override
  public int bytes() {
    return Float.BYTES;
  }

  @Override
  public Map<String, String> texts() {
    return Map.of(KEY, Json.line(this).strip());
  }

  List<Input> of(Kind kind) {
    return columns.stream().filter(column -> column.kind == kind).toList();
  }

  /** The name of a column on its way through the pipeline, where it may hold anything. */
  static String inner(int column) {
    return "c" + column;
  }

  /** Numbers of the first vector; 0 where there is none. */
  int vectorSize() {
    return of(Kind.VECTOR).stream().mapToInt(Input::size).findFirst().orElse(0);
  }

  /** Features of an example. */
  int width() {
    long width = columns.stream().mapToLong(column -> column.features(keepsUnknown)).sum();
    return Math.toIntExact(width + (of(Kind.HASHED).isEmpty() ? 0 : hashed));
  }

  /**
   * The columns of whose features a model uses none, by their places, each with a value that stands
   * for any of theirs: a table to predict for need not have them.
   */
  Map<Integer, Object> unused(Model model) {
    BitSet used = new BitSet();
    model.usedInputs().stream().forEach(input -> used.set(model.inputs().feature(input)));
    int hashedFrom = columns.stream().mapToInt(column -> column.features(keepsUnknown)).sum();
    Map<Integer, Object> unused = new LinkedHashMap<>();
    int at = 0;
    for (int c = 0; c < columns.size(); c++) {
      Input column = columns.get(c);
      int from = column.kind == Kind.HASHED ? hashedFrom : at;
      at += column.features(keepsUnknown);
      int to = column.kind == Kind.HASHED ? width() : at;
      // A vector's place cannot be taken by a literal.
      if (column.kind != Kind.VECTOR && used.get(from, to).isEmpty()) {
        unused.put(c, column.any());
      }
    }
    return unused;
  }

  /** The names of the features that are inputs, where a person could read them all. */
  @Override
  public List<String> features(Inputs inputs) {
    if (inputs.count() > ModelFileSize.MOST_NAMES) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    int first = 0;
    for (Input column : columns) {
      int end = first + column.features(keepsUnknown);
      while (names.size() < inputs.count() && inputs.feature(names.size()) < end) {
        names.add(name(column, inputs.feature(names.size()) - first));
      }
      first = end;
    }
    while (names.size() < inputs.count()) {
      names.add("hashed[" + (inputs.feature(names.size()) - first) + "]");
    }
    return names;
  }

  /** Of a column's k-th feature. */
  private static String name(Input column, int k) {
    return switch (column.kind) {
      case NUMBER, HASHED -> column.name;
      case VECTOR -> column.name + "[" + k + "]";
      case CATEGORY ->
          column.name + "=" + (k < column.categories.size() ? column.categories.get(k) : "?");
    };
  }
}
