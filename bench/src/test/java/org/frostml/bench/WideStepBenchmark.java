package org.frostml.bench;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Network;
import org.frostml.nn.Rows;
import org.frostml.nn.Scaling;
import org.frostml.nn.Shard;
import org.frostml.nn.Targets;
import org.frostml.random.Rng;
import org.frostml.train.LocalObjective;
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
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Milliseconds of a training step, the driver's part included, on 64 units over features of which
 * an example has 100: sparse rows on 2^20 features, and both kinds of rows where whole ones are
 * feasible. A batch of 128 in one thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = "-Xmx3g")
public class WideStepBenchmark {
  private static final int EXAMPLES = 4096;
  private static final int PER_ROW = 100;
  private static final int UNITS = 64;

  @Param({"1048576 sparse", "4096 sparse", "4096 whole"})
  public String rows;

  @Param({"0.001", "0.05"})
  public double density;

  private LocalObjective objective;
  private StepProblem steps;

  @Setup
  public void setUp() {
    int features = Integer.parseInt(rows.split(" ")[0]);
    Network network = Network.mlp(features, List.of(UNITS), 2);
    Shard shard = shard(features, rows.endsWith("sparse"));
    objective =
        new LocalObjective(
            network, Kernels.chosen(), 1, StepProblem.batches(128, 1), List.of(shard));
    steps = StepProblem.sparse(objective, network, density);
  }

  private static Shard shard(int features, boolean sparse) {
    Rng rng = new Rng(7, 0);
    int[] start = new int[EXAMPLES + 1];
    int[] column = new int[EXAMPLES * PER_ROW];
    float[] value = new float[column.length];
    Arrays.fill(value, 1);
    for (int i = 0; i < EXAMPLES; i++) {
      start[i + 1] = start[i] + PER_ROW;
      for (int p = 0; p < PER_ROW; p++) {
        column[start[i] + p] = features / PER_ROW * p + rng.nextInt(features / PER_ROW);
      }
    }
    int[] labels = new int[EXAMPLES];
    Arrays.setAll(labels, i -> rng.nextInt(2));
    return new Shard.Packed(
        0,
        sparse ? new Rows.Sparse(features, start, column, value) : whole(features, column),
        new Targets.Classes(labels),
        new Scaling.None());
  }

  private static Rows whole(int features, int[] column) {
    float[] x = new float[EXAMPLES * features];
    for (int p = 0; p < column.length; p++) {
      x[p / PER_ROW * features + column[p]] = 1;
    }
    return new Rows.Floats(features, x);
  }

  @TearDown
  public void tearDown() {
    objective.close();
  }

  @Benchmark
  public void coarse() {
    steps.coarse();
  }

  @Benchmark
  public void fine() {
    steps.fine();
  }

  /** Runs the benchmarks whose names match the arguments, or all of this class. */
  public static void main(String[] patterns) throws RunnerException {
    ChainedOptionsBuilder options = new OptionsBuilder();
    List<String> all = List.of(WideStepBenchmark.class.getName());
    for (String pattern : patterns.length == 0 ? all : List.of(patterns)) {
      options = options.include(pattern);
    }
    new Runner(options.build()).run();
  }
}
