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

/** Convolutions of {@link ConvolutionSize}, in GF/s of useful work on one core. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ConvolutionBenchmark {
  private static final int SPINS = 10_000;

  @Param("vector")
  public String kernels;

  @Param({"16x32", "64x8", "128x16", "512x4"})
  public String size;

  @Param("32")
  public int batch;

  @Param("0.05")
  public double density;

  private ConvolutionProblem convolution;

  @Setup
  public void setUp() {
    convolution =
        new ConvolutionProblem(Kernels.named(kernels), ConvolutionSize.parse(size), batch, density);
  }

  /** What the others are a share of. */
  @Benchmark
  public float peak(Flops flops) {
    flops.gigaflops += Peak.flops(SPINS);
    return Peak.spin(SPINS);
  }

  @Benchmark
  public void forward(Flops flops) {
    convolution.forward();
    flops.gigaflops += convolution.sparseFlops();
  }

  @Benchmark
  public void backwardData(Flops flops) {
    convolution.backwardData();
    flops.gigaflops += convolution.sparseFlops();
  }

  @Benchmark
  public void weightGradient(Flops flops) {
    convolution.weightGradient();
    flops.gigaflops += convolution.sparseFlops();
  }

  @Benchmark
  public void denseForward(Flops flops) {
    convolution.denseForward();
    flops.gigaflops += convolution.denseFlops();
  }

  @Benchmark
  public void denseBackwardData(Flops flops) {
    convolution.denseBackwardData();
    flops.gigaflops += convolution.denseFlops();
  }

  @Benchmark
  public void denseWeightGradient(Flops flops) {
    convolution.denseWeightGradient();
    flops.gigaflops += convolution.denseFlops();
  }

  /** Runs the benchmarks whose names match the arguments, or all of this class. */
  public static void main(String[] patterns) throws RunnerException {
    Shares.run(ConvolutionBenchmark.class, patterns);
  }
}
