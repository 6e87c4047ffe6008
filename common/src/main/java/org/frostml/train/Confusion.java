package org.frostml.train;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/**
 * What examples of each class are predicted to be, as sums of weights. Of the square of all classes
 * it holds what occurs: ten thousand classes have a hundred million cells, and most are empty.
 */
final class Confusion {
  private static final int CELL_BYTES = Integer.BYTES + Double.BYTES;

  private final int classes;
  private final Map<Integer, Double> cells = new TreeMap<>();
  private final double[] actual;
  private final double[] predicted;

  Confusion(int classes) {
    Math.multiplyExact(classes, classes);
    this.classes = classes;
    actual = new double[classes];
    predicted = new double[classes];
  }

  void add(int actual, int predicted, double weight) {
    add(actual * classes + predicted, weight);
  }

  private void add(int cell, double weight) {
    cells.merge(cell, weight, Double::sum);
    actual[cell / classes] += weight;
    predicted[cell % classes] += weight;
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
    return actual[k];
  }

  /** Examples that were predicted to be of a class. */
  double predicted(int k) {
    return predicted[k];
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
