package org.frostml.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.frostml.job.spark.Run;
import org.frostml.job.spark.SharedRun;
import org.frostml.job.spark.SparkObjective;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Init;
import org.frostml.nn.Network;
import org.frostml.nn.Rows;
import org.frostml.nn.Scaling;
import org.frostml.nn.Shard;
import org.frostml.nn.Targets;
import org.frostml.optim.AdaBreg;
import org.frostml.optim.AdamStep;
import org.frostml.optim.DensityControl;
import org.frostml.optim.L1Norm;
import org.frostml.optim.LinBreg;
import org.frostml.optim.LrSchedule;
import org.frostml.optim.MomentumStep;
import org.frostml.optim.OptimState;
import org.frostml.optim.Optimizer;
import org.frostml.random.Rng;
import org.frostml.train.FineGradient;
import org.frostml.train.FreezeSchedule;
import org.frostml.train.Listener;
import org.frostml.train.LocalObjective;
import org.frostml.train.MiniBatches;
import org.frostml.train.Objective;
import org.frostml.train.Position;
import org.frostml.train.Trainer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sparse examples give the same bits on Spark as in one JVM, and little travels. */
@Timeout(300)
class SparseRowsOnSparkTest {
  private static final int FEATURES = 20_000;
  private static final int SHARDS = 3;
  private static final int PER_SHARD = 60;
  private static final int PER_ROW = 10;
  private static final Network NETWORK = Network.mlp(FEATURES, List.of(8), 2);
  private static final MiniBatches BATCHES = new MiniBatches(3, 12, SHARDS, SHARDS * PER_SHARD);
  private static final DensityControl FEW = new DensityControl.Quantile(0.002);
  private static final Optimizer LINBREG =
      new LinBreg(1, new MomentumStep(0.5f, 1e-3f), new L1Norm(), FEW);
  private static final Optimizer ADABREG =
      new AdaBreg(1, new AdamStep(0.9f, 0.99f, 1e-4f, 0), new L1Norm(), FEW);

  private static List<Shard> shards() {
    List<Shard> shards = new ArrayList<>();
    for (int s = 0; s < SHARDS; s++) {
      Rng rng = new Rng(5, s);
      int[] start = new int[PER_SHARD + 1];
      int[] column = new int[PER_SHARD * PER_ROW];
      float[] value = new float[column.length];
      int[] labels = new int[PER_SHARD];
      for (int i = 0; i < PER_SHARD; i++) {
        labels[i] = rng.nextInt(2);
        TreeSet<Integer> features = new TreeSet<>(List.of(labels[i]));
        while (features.size() < PER_ROW) {
          features.add(rng.nextInt(FEATURES));
        }
        start[i + 1] = start[i];
        for (int f : features) {
          column[start[i + 1]] = f;
          value[start[i + 1]++] = 1;
        }
      }
      shards.add(
          new Shard.Packed(
              s,
              new Rows.Sparse(FEATURES, start, column, value),
              new Targets.Classes(labels),
              new Scaling.None()));
    }
    return shards;
  }

  private static float[] train(Objective objective, Optimizer rule, int localSteps) {
    OptimState state = rule.init(NETWORK.layout(), new Init(0.002, 0.5, 1).theta(NETWORK, 3));
    new Trainer(
            objective,
            rule,
            new FreezeSchedule(4, localSteps),
            FineGradient.BATCH,
            new LrSchedule.Cosine(0.1),
            BATCHES.stepsPerEpoch())
        .run(state, Position.START, 2, new Listener() {});
    return state.dual();
  }

  private static float[] locally(Optimizer rule, int localSteps) {
    try (LocalObjective objective =
        new LocalObjective(NETWORK, Kernels.chosen(), 2, BATCHES, shards())) {
      return train(objective, rule, localSteps);
    }
  }

  private static void givesTheBitsOfTheLocalOne(SparkConf conf) {
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      for (Optimizer rule : List.of(LINBREG, ADABREG)) {
        for (int localSteps : new int[] {1, 2}) {
          try (SharedRun run = SharedRun.open(spark, Run.of(NETWORK));
              SparkObjective objective =
                  new SparkObjective(run, spark.parallelize(shards(), SHARDS), true, BATCHES, 2)) {
            assertArrayEquals(
                locally(rule, localSteps), train(objective, rule, localSteps), rule.toString());
            // Of fine gradients only columns travel: 12 rows have 120 of the 20,000.
            double ratio = objective.exchange().ratio();
            assertTrue(ratio < 0.02, () -> "bytes of dense training: " + ratio);
          }
        }
      }
    }
  }

  @Test
  void givesTheBitsOfTheLocalOneWithinOneJvm() {
    givesTheBitsOfTheLocalOne(Problem.conf("local[2]"));
  }

  @Tag("slow")
  @Test
  void givesTheBitsOfTheLocalOneOnExecutors() {
    givesTheBitsOfTheLocalOne(LocalCluster.conf(2));
  }
}
