package org.frostml.nn;

import java.util.Locale;
import org.frostml.kernel.Kernels;
import org.frostml.kernel.Team;
import org.frostml.sparse.Weights;

/**
 * What a network predicts for rows of features as they were read: one at a time or many at once.
 * Any number of threads may share one; each has its own arrays, made at its first call and used
 * again at every other, so that a prediction allocates nothing.
 *
 * <p>The same rows give the same bits, in whatever company and on whatever thread. One at a time
 * they are the bits of the vector kernels on every machine; many at once they are the bits of the
 * kernels that this was given, within rounding of the others.
 */
public final class Predictor {
  /** Rows that pass through the network at once. */
  private static final int TILE = 128;

  private final Network network;
  private final Standardizer standardizer;
  private final Single single;
  private final ThreadLocal<float[][]> arrays;
  private final ThreadLocal<Pass> passes;

  /**
   * @param kernels for many rows at once
   */
  public Predictor(Network network, Weights weights, Standardizer standardizer, Kernels kernels) {
    this.network = network;
    this.standardizer = standardizer;
    Single.Slots slots = new Single.Slots();
    slots.add(network.inputs());
    single = network.bound().single(weights, slots);
    arrays = ThreadLocal.withInitial(slots::allocate);
    Team alone = new Team(1);
    passes =
        ThreadLocal.withInitial(
            () -> new Pass(kernels, alone, weights, new Tape(network, TILE), null));
  }

  /** Features of a row. */
  public int features() {
    return network.inputs();
  }

  /** Numbers that are predicted for a row. */
  public int outputs() {
    return network.classes();
  }

  /**
   * Predicts for one row.
   *
   * @param predictions takes {@link #outputs} numbers
   * @throws IllegalArgumentException if the row has other than {@link #features} features
   */
  public void predict(float[] row, float[] predictions) {
    require(row.length, features(), "a row needs %d features, but has %d");
    require(predictions.length, outputs(), "a prediction is %d numbers, but has room for %d");
    float[][] scratch = arrays.get();
    float[] x = scratch[0];
    System.arraycopy(row, 0, x, 0, row.length);
    standardizer.apply(x, 0, row.length);
    float[] y = single.forward(x, scratch);
    SoftmaxCrossEntropy.predict(predictions.length, 1, y, 0, 1);
    System.arraycopy(y, 0, predictions, 0, predictions.length);
  }

  /**
   * Predicts for many rows.
   *
   * @param rows their features, row by row
   * @param predictions takes {@link #outputs} numbers a row
   * @throws IllegalArgumentException if there are other than {@link #features} features a row
   */
  public void predict(float[] rows, int count, float[] predictions) {
    require(rows.length, (long) count * features(), "the rows need %d features, but have %d");
    require(
        predictions.length,
        (long) count * outputs(),
        "the predictions are %d numbers, but have room for %d");
    Pass pass = passes.get();
    for (int from = 0; from < count; from += TILE) {
      predict(pass, rows, from, Math.min(TILE, count - from), predictions);
    }
  }

  private void predict(Pass pass, float[] rows, int from, int count, float[] predictions) {
    Tape tape = pass.tape();
    tape.load(rows, from, count, standardizer);
    int z = network.forward(pass);
    int width = tape.width();
    float[] t = tape.array();
    int outputs = outputs();
    SoftmaxCrossEntropy.predict(outputs, count, t, z, width);
    for (int k = 0; k < outputs; k++) {
      for (int i = 0; i < count; i++) {
        predictions[(from + i) * outputs + k] = t[z + k * width + i];
      }
    }
  }

  private static void require(long given, long wanted, String message) {
    if (given != wanted) {
      throw new IllegalArgumentException(String.format(Locale.ROOT, message, wanted, given));
    }
  }
}
