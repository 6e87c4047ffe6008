package org.frostml.bench;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.frostml.kernel.Kernels;
import org.frostml.kernel.Peak;
import org.frostml.nn.Network;
import org.frostml.train.LocalObjective;
import org.frostml.train.MiniBatches;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.RunnerException;

/** Training steps of a batch of 128 in one thread, in GF/s of useful work. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TrainStepBenchmark {
  private static final int BATCH = 128;
  private static final int SPINS = 10_000;

  @Param({"300,100", "1000,1000,1000"})
  public String hidden;

  @Param({"0.01", "0.05", "0.2"})
  public double density;

  private Network network;
  private LocalObjective objective;
  private StepProblem sparse;
  private StepProblem dense;

  @Setup
  public void setUp() {
    List<Integer> widths = List.of(hidden.split(",")).stream().map(Integer::valueOf).toList();
    network = Network.mlp(784, widths, 10);
    MiniBatches batches = StepProblem.batches(BATCH, 1);
    objective =
        new LocalObjective(network, Kernels.chosen(), 1, batches, StepProblem.shards(network, 1));
    sparse = StepProblem.sparse(objective, network, density);
    dense = StepProblem.dense(objective, network);
  }

  @TearDown
  public void tearDown() {
    objective.close();
  }

  /** What the others are a share of. */
  @Benchmark
  public float peak(Flops flops) {
    flops.gigaflops += Peak.flops(SPINS);
    return Peak.spin(SPINS);
  }

  /** Counted by the density: forward, backward-data and weight gradient all sparse. */
  @Benchmark
  public void coarse(Flops flops) {
    sparse.coarse();
    flops.gigaflops += density * network.denseFlops() * BATCH;
  }

  /** Counted by the formula 2 s + 1 of three dense passes. */
  @Benchmark
  public void fine(Flops flops) {
    sparse.fine();
    flops.gigaflops += (2 * density + 1) / 3 * network.denseFlops() * BATCH;
  }

  @Benchmark
  public void denseSgd(Flops flops) {
    dense.fine();
    flops.gigaflops += (double) network.denseFlops() * BATCH;
  }

  /** Runs the benchmarks whose names match the arguments, or all of this class. */
  public static void main(String[] patterns) throws RunnerException {
    Shares.run(TrainStepBenchmark.class, patterns);
  }
}
