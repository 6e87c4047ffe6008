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
  private final Scaling scaling;
  private final Single single;
  private final ThreadLocal<float[][]> arrays;
  private final ThreadLocal<Pass> passes;

  /**
   * @param kernels for many rows at once
   */
  public Predictor(Network network, Weights weights, Scaling scaling, Kernels kernels) {
    this.network = network;
    this.scaling = scaling;
    Single.Slots slots = new Single.Slots();
    slots.add(network.inputs());
    scaling.require(network.inputs());
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
    return network.outputs();
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
    scaling.apply(x, 0, row.length, 1);
    float[] y = single.forward(x, scratch);
    network.loss().predict(predictions.length, 1, y, 0, 1);
    System.arraycopy(y, 0, predictions, 0, predictions.length);
  }

  /**
   * Predicts for many rows.
   *
   * @param rows their features, row by row
   * @param predictions takes {@link #outputs} numbers per row
   * @throws IllegalArgumentException if there are other than {@link #features} features per row
   */
  public void predict(float[] rows, int count, float[] predictions) {
    require(rows.length, (long) count * features(), "the rows need %d features, but have %d");
    predict(new Rows.Floats(features(), rows), 0, count, predictions);
  }

  /**
   * Predicts for the rows {@code from} to {@code from + count - 1}.
   *
   * @param predictions takes {@link #outputs} numbers per row, and may be longer
   * @throws IllegalArgumentException if there are other than {@link #features} features per row
   */
  public void predict(Rows rows, int from, int count, float[] predictions) {
    require(rows.features(), features(), "a row needs %d features, but has %d");
    if (predictions.length < (long) count * outputs()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the predictions are %d numbers, but have room for %d",
              (long) count * outputs(),
              predictions.length));
    }
    Pass pass = passes.get();
    for (int done = 0; done < count; done += TILE) {
      pass.tape().load(rows, from + done, Math.min(TILE, count - done), scaling);
      network.predict(pass, predictions, done * outputs());
    }
  }

  private static void require(long given, long wanted, String message) {
    if (given != wanted) {
      throw new IllegalArgumentException(String.format(Locale.ROOT, message, wanted, given));
    }
  }
}
