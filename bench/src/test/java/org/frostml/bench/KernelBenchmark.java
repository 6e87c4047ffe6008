package org.frostml.bench;

import java.util.concurrent.TimeUnit;
import org.frostml.kernel.Kernels;
import org.frostml.kernel.Peak;
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

/** The kernels on a 1000 x 1000 layer and a batch of 128, in GF/s of useful work on one core. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class KernelBenchmark {
  private static final int SIZE = 1000;
  private static final int WIDTH = 128;
  private static final int SPINS = 10_000;

  @Param("vector")
  public String kernels;

  @Param({"0.01", "0.05", "0.2"})
  public double density;

  private LayerProblem layer;

  @Setup
  public void setUp() {
    layer = new LayerProblem(Kernels.named(kernels), SIZE, SIZE, WIDTH, density);
  }

  /** What the others are a share of. */
  @Benchmark
  public float peak(Flops flops) {
    flops.gigaflops += Peak.flops(SPINS);
    return Peak.spin(SPINS);
  }

  @Benchmark
  public void forward(Flops flops) {
    layer.forward();
    flops.gigaflops += layer.sparseFlops();
  }

  @Benchmark
  public void backward(Flops flops) {
    layer.backward();
    flops.gigaflops += layer.sparseFlops();
  }

  @Benchmark
  public void weightGradient(Flops flops) {
    layer.weightGradient();
    flops.gigaflops += layer.sparseFlops();
  }

  @Benchmark
  public void denseForward(Flops flops) {
    layer.denseForward();
    flops.gigaflops += layer.denseFlops();
  }

  @Benchmark
  public void denseBackward(Flops flops) {
    layer.denseBackward();
    flops.gigaflops += layer.denseFlops();
  }

  @Benchmark
  public void denseWeightGradient(Flops flops) {
    layer.denseWeightGradient();
    flops.gigaflops += layer.denseFlops();
  }

  /** Runs the benchmarks whose names match the arguments, or all of this class. */
  public static void main(String[] patterns) throws RunnerException {
    Shares.run(KernelBenchmark.class, patterns);
  }
}
