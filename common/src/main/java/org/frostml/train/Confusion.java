package org.frostml.train;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

/**
 * What examples of each class are predicted to be, as sums of weights. Of the square of all classes
 * it holds what occurs: ten thousand classes have a hundred million cells, and most are empty.
 */
final class Confusion {
  private static final int CELL_BYTES = Integer.BYTES + Double.BYTES;

  private final int classes;
  private final Map<Integer, Double> cells = new TreeMap<>();

  /** Sums of rows and columns, or null until they are asked for. */
  private double[] actual;

  private double[] predicted;

  Confusion(int classes) {
    Math.multiplyExact(classes, classes);
    this.classes = classes;
  }

  void add(int actual, int predicted, double weight) {
    add(actual * classes + predicted, weight);
  }

  private void add(int cell, double weight) {
    cells.merge(cell, weight, Double::sum);
    actual = null;
    predicted = null;
  }

  void add(Confusion other) {
    other.cells.forEach(this::add);
  }

  /** What examples of a class were predicted to be. */
  double of(int actual, int predicted) {
    return cells.getOrDefault(actual * classes + predicted, 0.0);
  }

  /** Examples of a class. */
  double actual(int k) {
    if (actual == null) {
      actual = sums(cell -> cell / classes);
    }
    return actual[k];
  }

  /** Examples that were predicted to be of a class. */
  double predicted(int k) {
    if (predicted == null) {
      predicted = sums(cell -> cell % classes);
    }
    return predicted[k];
  }

  /** Of cells in their order: however these have come together, the same bits. */
  private double[] sums(IntUnaryOperator classOf) {
    double[] sums = new double[classes];
    cells.forEach((cell, weight) -> sums[classOf.applyAsInt(cell)] += weight);
    return sums;
  }

  /** Bytes of {@link #write} at most, whatever the number of examples. */
  static long mostBytes(int classes) {
    return Integer.BYTES + (long) CELL_BYTES * classes * classes;
  }

  /** Bytes of {@link #write}. */
  int bytes() {
    return Integer.BYTES + Math.multiplyExact(CELL_BYTES, cells.size());
  }

  void write(ByteBuffer out) {
    out.putInt(cells.size());
    cells.forEach((cell, weight) -> out.putInt(cell).putDouble(weight));
  }

  /** Of so many classes, what {@link #write} wrote. */
  static Confusion read(ByteBuffer in, int classes) {
    Confusion read = new Confusion(classes);
    int count = in.getInt();
    for (int i = 0; i < count; i++) {
      read.add(in.getInt(), in.getDouble());
    }
    return read;
  }
}
