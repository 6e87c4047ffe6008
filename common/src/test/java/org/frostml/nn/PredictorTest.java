package org.frostml.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.frostml.kernel.Kernels;
import org.frostml.random.Rng;
import org.frostml.sparse.Block;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is predicted, one row at a time and many at once. */
class PredictorTest {
  private static final int ROWS = 300;
  private static final Scaling SCALING = new Scaling.Whole(0.3f, 1.7f);
  private static final Network NETWORK =
      Network.parse(
          Shape.flat(31),
          "dense(40,relu) [dense(9) dense(17,relu)] dense(5)",
          new SoftmaxCrossEntropy());

  private static Weights weights(double density) {
    float[] theta = new Init(density, 1, 1).theta(NETWORK, 7);
    Support support = Support.of(NETWORK.layout(), 0, theta);
    return new Weights(support, support.restrict(theta));
  }

  private static Predictor predictor(double density, String kernels) {
    return new Predictor(NETWORK, weights(density), SCALING, Kernels.named(kernels));
  }

  private static float[] rows() {
    Rng rng = new Rng(3);
    float[] rows = new float[ROWS * NETWORK.inputs()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (float) rng.nextGaussian();
    }
    return rows;
  }

  private static float[] atOnce(Predictor predictor, float[] rows) {
    int count = rows.length / predictor.features();
    float[] predictions = new float[count * predictor.outputs()];
    predictor.predict(rows, count, predictions);
    return predictions;
  }

  private static float[] oneByOne(Predictor predictor, float[] rows) {
    float[] predictions = new float[ROWS * predictor.outputs()];
    float[] one = new float[predictor.outputs()];
    for (int i = 0; i < ROWS; i++) {
      predictor.predict(row(rows, i), one);
      System.arraycopy(one, 0, predictions, i * one.length, one.length);
    }
    return predictions;
  }

  private static float[] row(float[] rows, int i) {
    return Arrays.copyOfRange(rows, i * NETWORK.inputs(), (i + 1) * NETWORK.inputs());
  }

  /** Layers that work element by element, a row at a time: the bits of many at once. */
  @Test
  void geluAndDropoutTakeSingleRows() {
    Network network =
        Network.parse(
            Shape.flat(31),
            "dropout(0.2) dense(9) gelu dropout(0.5) dense(5)",
            new SoftmaxCrossEntropy());
    float[] theta = new Init(0.5, 1, 1).theta(network, 7);
    Support support = Support.of(network.layout(), 0, theta);
    Predictor predictor =
        new Predictor(
            network,
            new Weights(support, support.restrict(theta)),
            SCALING,
            Kernels.named("vector"));
    float[] rows = rows();
    assertArrayEquals(atOnce(predictor, rows), oneByOne(predictor, rows));
    double[][] expected = PlainLayers.of(network, theta).outputs(new float[][] {scaled(rows)});
    float[] outputs = new float[5];
    predictor.forward(row(rows, 0), outputs);
    for (int k = 0; k < 5; k++) {
      assertEquals(expected[0][k], outputs[k], 1e-5);
    }
  }

  /** The first row. */
  private static float[] scaled(float[] rows) {
    float[] row = row(rows, 0);
    SCALING.apply(row, 0, row.length, 1);
    return row;
  }

  @ParameterizedTest
  @CsvSource({"scalar, 0.05", "scalar, 1", "vector, 0.05", "vector, 0.5", "vector, 1"})
  void agreesWithPlainArithmetic(String kernels, double density) {
    Predictor predictor = predictor(density, kernels);
    float[] rows = rows();
    float[] one = oneByOne(predictor, rows);
    float[] many = atOnce(predictor, rows);
    for (int i = 0; i < ROWS; i++) {
      double[] expected = reference(weights(density), row(rows, i));
      for (int k = 0; k < expected.length; k++) {
        assertEquals(expected[k], one[i * expected.length + k], 1e-6);
        assertEquals(expected[k], many[i * expected.length + k], 1e-6);
      }
    }
  }

  /** The probabilities as one would compute them on paper. */
  private static double[] reference(Weights weights, float[] row) {
    float[] theta = weights.support().prolong(weights.values());
    List<Block> blocks = NETWORK.layout().blocks();
    double[] x = new double[row.length];
    for (int f = 0; f < x.length; f++) {
      x[f] = (row[f] - 0.3) / 1.7;
    }
    for (int b = 0; b < blocks.size(); b += 2) {
      Block w = blocks.get(b);
      double[] y = new double[w.rows()];
      for (int r = 0; r < y.length; r++) {
        y[r] = theta[w.end() + r];
        for (int c = 0; c < x.length; c++) {
          y[r] += (double) theta[w.offset() + r * w.cols() + c] * x[c];
        }
        // The first and the third are followed by a ReLU.
        y[r] = b == 0 || b == 4 ? Math.max(y[r], 0) : y[r];
      }
      x = y;
    }
    double sum = Arrays.stream(x).map(Math::exp).sum();
    return Arrays.stream(x).map(z -> Math.exp(z) / sum).toArray();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.05, 0.3, 0.7, 1})
  void oneByOneGivesTheBitsOfManyAtOnce(double density) {
    Predictor predictor = predictor(density, "vector");
    assertArrayEquals(atOnce(predictor, rows()), oneByOne(predictor, rows()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector"})
  void aRowsPredictionDoesNotDependOnItsCompany(String kernels) {
    Predictor predictor = predictor(0.1, kernels);
    float[] rows = rows();
    float[] all = atOnce(predictor, rows);
    for (int from : new int[] {0, 1, 127, 128, 200}) {
      for (int count : new int[] {0, 1, 15, 16, 17, 100}) {
        float[] some = atOnce(predictor, Arrays.copyOfRange(rows, from * 31, (from + count) * 31));
        assertArrayEquals(Arrays.copyOfRange(all, from * 5, (from + count) * 5), some);
      }
    }
  }

  @Test
  void manyThreadsShareOne() throws Exception {
    Predictor predictor = predictor(0.2, "vector");
    float[] rows = rows();
    float[] expected = oneByOne(predictor, rows);
    ExecutorService pool = Executors.newFixedThreadPool(6);
    try {
      List<Callable<float[]>> work =
          IntStream.range(0, 60)
              .<Callable<float[]>>mapToObj(
                  i -> () -> i % 2 == 0 ? oneByOne(predictor, rows) : atOnce(predictor, rows))
              .toList();
      for (Future<float[]> done : pool.invokeAll(work)) {
        assertArrayEquals(expected, done.get());
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void aRowAllocatesNothing() {
    Predictor predictor = predictor(0.05, "vector");
    float[] row = row(rows(), 0);
    float[] one = new float[5];
    long allocated = allocated(() -> predictor.predict(row, one));
    assertEquals(0, allocated, "bytes for one row");
  }

  /** Of many at once, what little there is belongs to a tile of 128 rows. */
  @Test
  void manyRowsAllocateNothingEach() {
    Predictor predictor = predictor(0.05, "vector");
    float[] rows = rows();
    float[] predictions = new float[ROWS * 5];
    long allocated = allocated(() -> predictor.predict(rows, ROWS, predictions));
    assertTrue(allocated < 8 * ROWS, () -> allocated + " bytes for " + ROWS + " rows");
  }

  /** Bytes that a call allocates once it has been made often, without those of asking. */
  private static long allocated(Runnable call) {
    return least(call) - least(() -> {});
  }

  private static long least(Runnable call) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().getId();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 2_000; i++) {
      long before = threads.getThreadAllocatedBytes(id);
      call.run();
      least = Math.min(least, threads.getThreadAllocatedBytes(id) - before);
    }
    return least;
  }

  /** Every third feature and the last one is there, and one of them is 0. */
  private static Rows.Sparse sparse(float[] rows) {
    int each = (NETWORK.inputs() + 2) / 3;
    int[] start = IntStream.rangeClosed(0, ROWS).map(i -> i * each).toArray();
    int[] column = IntStream.range(0, ROWS * each).map(p -> p % each * 3).toArray();
    float[] value = new float[column.length];
    for (int p = 0; p < value.length; p++) {
      value[p] = p % 7 == 0 ? 0 : rows[p / each * NETWORK.inputs() + column[p]];
    }
    return new Rows.Sparse(NETWORK.inputs(), start, column, value);
  }

  private static float[] whole(Rows.Sparse rows) {
    float[] whole = new float[ROWS * NETWORK.inputs()];
    for (int i = 0; i < ROWS; i++) {
      for (int p = rows.start()[i]; p < rows.start()[i + 1]; p++) {
        whole[i * NETWORK.inputs() + rows.column()[p]] = rows.value()[p];
      }
    }
    return whole;
  }

  @ParameterizedTest
  @CsvSource({"scalar, 0.05", "scalar, 1", "vector, 0.05", "vector, 0.5", "vector, 1"})
  void sparseRowsGiveTheBitsOfWholeOnes(String kernels, double density) {
    requireSameBits(
        new Predictor(
            NETWORK, weights(density), new Scaling.Whole(0, 1.7f), Kernels.named(kernels)));
  }

  /** Spark hands over a row as it is smaller, whichever layer comes first. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "dropout(0.3) dense(40) relu dense(5)",
        "residual[dense(31)] relu dense(5)",
        "[residual[dense(9) relu dense(31) | dense(31)]] dense(5)"
      })
  void sparseRowsGiveTheBitsOfWholeOnesWhateverTheFirstLayer(String layers) {
    Network network = Network.parse(Shape.flat(31), layers, new SoftmaxCrossEntropy());
    float[] theta = new Init(0.5, 1, 1).theta(network, 7);
    Support support = Support.of(network.layout(), 0, theta);
    Weights weights = new Weights(support, support.restrict(theta));
    requireSameBits(
        new Predictor(network, weights, new Scaling.Whole(0, 1.7f), Kernels.named("vector")));
  }

  private static void requireSameBits(Predictor predictor) {
    Rows.Sparse sparse = sparse(rows());
    float[] expected = atOnce(predictor, whole(sparse));
    float[] many = new float[ROWS * 5];
    predictor.predict(sparse, 0, ROWS, many);
    assertArrayEquals(expected, many);
    // The same tape takes whole rows after sparse ones.
    assertArrayEquals(expected, atOnce(predictor, whole(sparse)));
    float[] singles = oneByOne(predictor, whole(sparse));
    float[] one = new float[5];
    for (int i = 0; i < ROWS; i++) {
      int from = sparse.start()[i];
      int to = sparse.start()[i + 1];
      predictor.predict(
          Arrays.copyOfRange(sparse.column(), from, to),
          Arrays.copyOfRange(sparse.value(), from, to),
          one);
      assertArrayEquals(Arrays.copyOfRange(singles, i * 5, (i + 1) * 5), one);
    }
  }

  @Test
  void aSparseRowAllocatesNothing() {
    Predictor predictor =
        new Predictor(NETWORK, weights(0.1), new Scaling.None(), Kernels.named("vector"));
    int[] indices = {3, 4, 30};
    float[] values = {1, 2, 3};
    float[] one = new float[5];
    assertEquals(0, allocated(() -> predictor.predict(indices, values, one)));
  }

  @Test
  void sparseRowsThatDoNotFitAreRefused() {
    float[] out = new float[5];
    Predictor centred = predictor(0.1, "scalar");
    String message =
        "sparse features are scaled, never centred, but the model centres its features (mean 0.3,"
            + " deviation 1.7): give it whole rows";
    refused(message, () -> centred.predict(new int[1], new float[1], out));
    refused(message, () -> centred.predict(sparse(rows()), 0, 1, out));
    Predictor predictor =
        new Predictor(NETWORK, weights(0.1), new Scaling.None(), Kernels.named("scalar"));
    refused(
        "2 features need as many values, but have 1",
        () -> predictor.predict(new int[2], new float[1], out));
    refused(
        "feature 31 is not in 5 .. 30",
        () -> predictor.predict(new int[] {4, 31}, new float[2], out));
    refused(
        "feature 4 is not in 5 .. 30",
        () -> predictor.predict(new int[] {4, 4}, new float[2], out));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    Predictor predictor = predictor(0.1, "scalar");
    float[] out = new float[5];
    refused("a row needs 31 features, but has 30", () -> predictor.predict(new float[30], out));
    refused(
        "a prediction is 5 numbers, but has room for 4",
        () -> predictor.predict(new float[31], new float[4]));
    refused(
        "the rows need 62 features, but have 61",
        () -> predictor.predict(new float[61], 2, new float[10]));
    refused(
        "the predictions are 10 numbers, but have room for 9",
        () -> predictor.predict(new float[62], 2, new float[9]));
  }

  private static void refused(String message, Runnable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
  }
}
