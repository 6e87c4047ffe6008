package org.frostml.nn;

import java.util.Locale;
import java.util.function.Supplier;
import org.frostml.kernel.Kernels;
import org.frostml.kernel.SparseBatch;
import org.frostml.kernel.Team;
import org.frostml.sparse.Weights;

/**
 * What a network predicts for rows of features as they were read: one at a time or many at once,
 * whole or sparse. Any number of threads may share one; each has its own arrays, made at its first
 * call and used again at every other, so that a prediction by dense layers alone allocates nothing.
 *
 * <p>The same rows give the same bits, in whatever company and on whatever thread. One at a time
 * they are the bits of the vector kernels on every machine; many at once, and where there are other
 * layers than dense ones, they are the bits of the kernels that this was given, within rounding of
 * the others.
 */
public final class Predictor {
  /** Features of all rows of a {@link #batch}. */
  private static final int BATCH = 1 << 22;

  private final Network network;
  private final boolean isSingle;
  private final int tile;
  private final Inputs inputs;
  private final Scaling scaling;
  private final ThreadLocal<Row> row;
  private final ThreadLocal<SparseRow> sparse;
  private final ThreadLocal<Pass> passes;

  /** For one row at a time through layers that take no single one. */
  private final ThreadLocal<Pass> ones;

  /** A network for one row, with the arrays of a thread. */
  private record Row(Single single, float[][] scratch) {}

  /** The same for a sparse row. */
  private record SparseRow(Single.OfSparse single, SparseBatch batch, float[][] scratch) {}

  /** Of a network whose inputs are all features. */
  public Predictor(Network network, Weights weights, Scaling scaling, Kernels kernels) {
    this(network, weights, new Inputs.All(network.inputs()), scaling, kernels);
  }

  /**
   * @param inputs the features that are the network's inputs; others are ignored
   * @param scaling of the inputs
   * @param kernels for many rows at once
   */
  public Predictor(
      Network network, Weights weights, Inputs inputs, Scaling scaling, Kernels kernels) {
    this.network = network;
    network.requireMoments(weights);
    isSingle = network.bound().isSingle();
    tile = network.microBatches().most();
    this.inputs = inputs;
    this.scaling = scaling;
    scaling.require(network.inputs());
    // Weights are packed for the sort of rows that comes, and when it does.
    Supplier<Supplier<Row>> whole =
        once(
            () -> {
              Single.Slots slots = new Single.Slots();
              slots.add(network.inputs());
              Single single = network.bound().single(weights, slots);
              return () -> new Row(single, slots.allocate());
            });
    row = ThreadLocal.withInitial(() -> whole.get().get());
    Supplier<Supplier<SparseRow>> some =
        once(
            () -> {
              Single.Slots slots = new Single.Slots();
              Single.OfSparse single = network.bound().ofSparse(weights, slots);
              return () -> new SparseRow(single, new SparseBatch(), slots.allocate());
            });
    sparse = ThreadLocal.withInitial(() -> some.get().get());
    Team alone = new Team(1);
    passes =
        ThreadLocal.withInitial(
            () -> Pass.forward(kernels, alone, weights, new Tape(network, tile)));
    ones =
        ThreadLocal.withInitial(
            () -> Pass.forward(kernels, alone, weights, new Tape(network, Kernels.LANES)));
  }

  /** What is made at the first call, for all threads. */
  private static <T> Supplier<T> once(Supplier<T> make) {
    return new Supplier<>() {
      private T made;

      @Override
      public synchronized T get() {
        made = made == null ? make.get() : made;
        return made;
      }
    };
  }

  /** Features of a row. */
  public int features() {
    return inputs.width();
  }

  /**
   * Rows that are best predicted for at once: 1 where every layer takes a single one; else what
   * fills a tape, and is not much memory.
   */
  public int batch() {
    return isSingle ? 1 : Math.max(1, Math.min(tile, BATCH / features()));
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
    forward(row, predictions);
    decide(predictions);
  }

  /** The network's outputs for the same, before its loss reads them as predictions. */
  public void forward(float[] row, float[] outputs) {
    require(row.length, features(), "a row needs %d features, but has %d");
    requireOne(outputs);
    if (!isSingle) {
      onTape(new Rows.Floats(row.length, row), outputs);
      return;
    }
    Row mine = this.row.get();
    float[] x = mine.scratch()[0];
    inputs.gather(row, 0, x, 0);
    scaling.apply(x, 0, network.inputs(), 1);
    System.arraycopy(mine.single().forward(x, mine.scratch()), 0, outputs, 0, outputs.length);
  }

  /**
   * Predicts for one row of which most features are 0, in time for the others alone.
   *
   * @param indices of features, ascending
   * @param values of these features
   * @param predictions takes {@link #outputs} numbers
   * @throws IllegalArgumentException if indices do not ascend within the {@link #features}, or the
   *     model does not leave 0 as it is
   */
  public void predict(int[] indices, float[] values, float[] predictions) {
    forward(indices, values, predictions);
    decide(predictions);
  }

  /** The network's outputs for the same, before its loss reads them as predictions. */
  public void forward(int[] indices, float[] values, float[] outputs) {
    require(values.length, indices.length, "%d features need as many values, but have %d");
    requireOne(outputs);
    requireZeros();
    if (!isSingle || !network.takesSparse()) {
      int[] start = {0, indices.length};
      onTape(new Rows.Sparse(features(), start, indices, values), outputs);
      return;
    }
    SparseRow mine = sparse.get();
    mine.batch().clear();
    for (int p = 0; p < indices.length; p++) {
      int least = p == 0 ? 0 : indices[p - 1] + 1;
      if (indices[p] < least || indices[p] >= features()) {
        throw new IllegalArgumentException(
            "feature " + indices[p] + " is not in " + least + " .. " + (features() - 1));
      }
      int input = inputs.input(indices[p]);
      if (input >= 0) {
        mine.batch().add(input, scaling.apply(input, values[p]));
      }
    }
    mine.batch().end();
    float[] y = mine.single().forward(mine.batch(), mine.scratch());
    System.arraycopy(y, 0, outputs, 0, outputs.length);
  }

  private void onTape(Rows row, float[] outputs) {
    Pass pass = ones.get();
    load(pass.tape(), row, 0, 1);
    network.outputs(pass, outputs, 0);
  }

  private void requireOne(float[] predictions) {
    require(predictions.length, outputs(), "a prediction is %d numbers, but has room for %d");
  }

  /** Fails where what a sparse row does not name is not 0 to the network. */
  private void requireZeros() {
    if (!scaling.keepsZero()) {
      throw new IllegalArgumentException(
          "sparse features are scaled, never centred, but the model centres its features ("
              + scaling.describe()
              + "): give it whole rows");
    }
  }

  private void decide(float[] outputs) {
    network.loss().predict(outputs.length, 1, outputs, 0, 1);
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
    inTiles(rows, from, count, predictions, network::predict);
  }

  /** The network's outputs for the same, before its loss reads them as predictions. */
  public void forward(Rows rows, int from, int count, float[] outputs) {
    inTiles(rows, from, count, outputs, network::outputs);
  }

  /** What is written of the examples on a tape. */
  private interface Result {
    void write(Pass pass, float[] to, int from);
  }

  private void inTiles(Rows rows, int from, int count, float[] to, Result result) {
    require(rows.features(), features(), "a row needs %d features, but has %d");
    if (to.length < (long) count * outputs()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the predictions are %d numbers, but have room for %d",
              (long) count * outputs(),
              to.length));
    }
    if (rows instanceof Rows.Sparse) {
      requireZeros();
    }
    Pass pass = passes.get();
    for (int done = 0; done < count; done += tile) {
      load(pass.tape(), rows, from + done, Math.min(tile, count - done));
      result.write(pass, to, done * outputs());
    }
  }

  private void load(Tape tape, Rows rows, int from, int count) {
    if (inputs instanceof Inputs.All) {
      tape.load(rows, from, count, scaling);
    } else {
      tape.load(rows.select(inputs, from, count), 0, count, scaling);
    }
  }

  private static void require(long given, long wanted, String message) {
    if (given != wanted) {
      throw new IllegalArgumentException(String.format(Locale.ROOT, message, wanted, given));
    }
  }
}
