package org.frostml.bench;

import java.util.concurrent.TimeUnit;
import org.frostml.kernel.Kernels;
import org.frostml.random.Rng;
import org.frostml.sparse.Block;
import org.frostml.sparse.Csr;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Support;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * The kernels on a 1000 x 1000 layer and a batch of 128: microseconds a call. A sparse one does 2 x
 * density x 10^6 x 128 useful operations, the dense weight gradient 256 million.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class KernelBenchmark {
  private static final int SIZE = 1000;
  private static final int WIDTH = 128;

  @Param({"vector", "scalar"})
  public String name;

  @Param({"0.01", "0.05", "0.2"})
  public double density;

  private Kernels kernels;
  private Csr csr;
  private float[] values;
  private float[] x;
  private float[] y;
  private float[] gradient;
  private float[] dense;

  @Setup
  public void setUp() {
    kernels = Kernels.named(name);
    Layout.Builder builder = new Layout.Builder();
    builder.add("w", Block.Kind.WEIGHT, SIZE, SIZE);
    builder.add("b", Block.Kind.BIAS, SIZE, 1);
    Layout layout = builder.build();
    Rng rng = new Rng(1);
    float[] theta = new float[layout.size()];
    for (int j = 0; j < theta.length; j++) {
      theta[j] = rng.nextDouble() < density ? (float) rng.nextGaussian() : 0;
    }
    Support support = Support.of(layout, 0, theta);
    csr = support.csr();
    values = support.restrict(theta);
    gradient = new float[values.length];
    dense = new float[SIZE * SIZE];
    x = new float[SIZE * WIDTH];
    y = new float[SIZE * WIDTH];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) rng.nextGaussian();
      y[i] = (float) rng.nextGaussian();
    }
  }

  @Benchmark
  public float[] forward() {
    kernels.spmm(SIZE, csr.rowPtr(0), csr.column(), values, values.length - SIZE, x, y, WIDTH);
    return y;
  }

  @Benchmark
  public float[] weightGradient() {
    kernels.sddmm(SIZE, csr.rowPtr(0), csr.column(), y, x, gradient, WIDTH);
    return gradient;
  }

  @Benchmark
  public float[] denseWeightGradient() {
    kernels.gemmNT(SIZE, SIZE, y, x, dense, 0, WIDTH);
    return dense;
  }

  /** Runs the benchmarks whose names match the arguments, or all. */
  public static void main(String[] patterns) throws RunnerException {
    OptionsBuilder options = new OptionsBuilder();
    for (String pattern : patterns.length == 0 ? new String[] {"KernelBenchmark"} : patterns) {
      options.include(pattern);
    }
    new org.openjdk.jmh.runner.Runner(options.build()).run();
  }
}
