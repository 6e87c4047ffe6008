package org.frostml.bench;

import dev.ludovic.netlib.blas.BLAS;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Init;
import org.frostml.nn.Network;
import org.frostml.nn.Predictor;
import org.frostml.nn.Scaling;
import org.frostml.random.Rng;
import org.frostml.sparse.Block;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * The time until a 784-300-100-10 network has answered, on one thread: a row at a time at a density
 * of 5 %, the same network dense through netlib's BLAS, and a row of many at once.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PredictBenchmark {
  private static final int MANY = 1024;

  private final Network network = Network.mlp(784, List.of(300, 100), 10);
  private final BLAS blas = BLAS.getInstance();
  private final float[] row = new float[784];
  private final float[] rows = new float[MANY * 784];
  private final float[] probabilities = new float[10];
  private final float[] many = new float[MANY * 10];
  private final float[] theta = new Init(1, 1, 1).theta(network, 1);
  private final float[][] y = {row, new float[300], new float[100], new float[10]};
  private Predictor predictor;

  @Setup
  public void setUp() {
    Rng rng = new Rng(2);
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (float) rng.nextGaussian();
    }
    System.arraycopy(rows, 0, row, 0, row.length);
    float[] sparse = new Init(0.05, 1, 1).theta(network, 1);
    Support support = Support.of(network.layout(), 0, sparse);
    Weights weights = new Weights(support, support.restrict(sparse));
    predictor = new Predictor(network, weights, new Scaling.Whole(0.1f, 0.3f), Kernels.chosen());
  }

  @Benchmark
  public float[] frost() {
    predictor.predict(row, probabilities);
    return probabilities;
  }

  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  @OperationsPerInvocation(MANY)
  public float[] frostManyAtOnce() {
    predictor.predict(rows, MANY, many);
    return many;
  }

  /** Only the three products, biases and ReLUs: no scaling, no softmax. */
  @Benchmark
  public float[] denseNetlib() {
    List<Block> blocks = network.layout().blocks();
    for (int i = 0; i < 3; i++) {
      Block w = blocks.get(2 * i);
      float[] out = y[i + 1];
      System.arraycopy(theta, w.end(), out, 0, w.rows());
      // Row-major is the transpose of what BLAS counts by.
      int at = w.offset();
      blas.sgemv("T", w.cols(), w.rows(), 1f, theta, at, w.cols(), y[i], 0, 1, 1f, out, 0, 1);
      for (int r = 0; i < 2 && r < out.length; r++) {
        out[r] = Math.max(out[r], 0);
      }
    }
    return y[3];
  }

  /** Runs the benchmarks whose names match the arguments, or all of predictions. */
  public static void main(String[] patterns) throws RunnerException {
    OptionsBuilder options = new OptionsBuilder();
    for (String pattern : patterns.length == 0 ? new String[] {""} : patterns) {
      options.include("Predict.*Benchmark.*" + pattern);
    }
    new Runner(options.build()).run();
  }
}
