package org.frostml.job;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.frostml.data.Digits;
import org.frostml.data.Sharding;
import org.frostml.job.data.Streamed;
import org.frostml.job.spark.Run;
import org.frostml.job.spark.SharedRun;
import org.frostml.job.spark.SparkObjective;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Init;
import org.frostml.nn.Network;
import org.frostml.nn.Scaling;
import org.frostml.nn.Shard;
import org.frostml.optim.DensityControl;
import org.frostml.optim.L1Norm;
import org.frostml.optim.LinBreg;
import org.frostml.optim.LrSchedule;
import org.frostml.optim.MomentumStep;
import org.frostml.optim.OptimState;
import org.frostml.train.ExchangePrecision;
import org.frostml.train.FreezeSchedule;
import org.frostml.train.Listener;
import org.frostml.train.LocalObjective;
import org.frostml.train.MiniBatches;
import org.frostml.train.Objective;
import org.frostml.train.Position;
import org.frostml.train.Sums;
import org.frostml.train.Trainer;

/** A small run that the tests train in this JVM and on Spark, to compare bits. */
public final class Problem {
  public static final int SHARDS = 5;
  public static final int EPOCHS = 2;
  public static final Digits DIGITS = new Digits("digits", 300, 1, 0);
  public static final Scaling SCALING = new Scaling.Whole(0.16f, 0.26f);
  public static final Network NETWORK = Network.mlp(784, List.of(40, 20), 10);
  public static final LinBreg RULE =
      new LinBreg(
          1, new MomentumStep(0.5f, 1e-3f), new L1Norm(), new DensityControl.Quantile(0.05));
  public static final MiniBatches BATCHES = new MiniBatches(3, 20, SHARDS, 300);

  /** What settings of small runs begin with: exact steps, and rates at which they learn quickly. */
  public static final String QUICK =
      "optimizer.name = linbreg, learningRate.base = 0.5, density.target = 0.05, freeze.localSteps = 1\n";

  private Problem() {}

  /** theta after training in this JVM, with rounds of so many local steps. */
  public static float[] locally(int localSteps) throws IOException {
    return locally(localSteps, ExchangePrecision.EXACT);
  }

  public static float[] locally(int localSteps, ExchangePrecision precision) throws IOException {
    try (LocalObjective objective =
        new LocalObjective(NETWORK, Kernels.chosen(), 1, BATCHES, precision, localShards())) {
      return train(objective, localSteps).theta();
    }
  }

  public static List<Shard> localShards() throws IOException {
    List<Shard> shards = new ArrayList<>();
    for (int s = 0; s < SHARDS; s++) {
      shards.add(new Sharding(3, 300, SHARDS).pack(DIGITS, s, SCALING));
    }
    return shards;
  }

  /** theta after training on Spark, where the shards may be tampered with. */
  public static float[] onSpark(
      SparkConf conf, int localSteps, UnaryOperator<JavaRDD<Shard>> tamper) {
    return onSpark(conf, localSteps, ExchangePrecision.EXACT, tamper);
  }

  public static float[] onSpark(
      SparkConf conf,
      int localSteps,
      ExchangePrecision precision,
      UnaryOperator<JavaRDD<Shard>> tamper) {
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      return onSpark(spark, localSteps, precision, Sums.DRIVER, tamper);
    }
  }

  /** The same with sums made where it is said. */
  public static float[] onSpark(
      SparkConf conf,
      int localSteps,
      ExchangePrecision precision,
      Sums sums,
      UnaryOperator<JavaRDD<Shard>> tamper) {
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      return onSpark(spark, localSteps, precision, sums, tamper);
    }
  }

  public static float[] onSpark(
      JavaSparkContext spark, int localSteps, UnaryOperator<JavaRDD<Shard>> tamper) {
    return onSpark(spark, localSteps, ExchangePrecision.EXACT, Sums.DRIVER, tamper);
  }

  private static float[] onSpark(
      JavaSparkContext spark,
      int localSteps,
      ExchangePrecision precision,
      Sums sums,
      UnaryOperator<JavaRDD<Shard>> tamper) {
    JavaRDD<Shard> shards = tamper.apply(shards(spark));
    try (SharedRun run = SharedRun.open(spark, Run.of(NETWORK));
        SparkObjective objective =
            new SparkObjective(run, shards, false, BATCHES, precision, sums, EPOCHS)) {
      return train(objective, localSteps).theta();
    }
  }

  public static JavaRDD<Shard> shards(JavaSparkContext spark) {
    return Streamed.shards(spark, DIGITS, 3, SHARDS, SCALING).cache();
  }

  public static OptimState train(Objective objective, int localSteps) {
    OptimState state = begin();
    train(objective, localSteps, state, Position.START, new Listener() {});
    return state;
  }

  public static OptimState begin() {
    return RULE.init(NETWORK.layout(), new Init(0.05, 0.5, 1).theta(NETWORK, 3));
  }

  public static void train(
      Objective objective, int localSteps, OptimState state, Position from, Listener listener) {
    new Trainer(
            objective,
            RULE,
            new FreezeSchedule(4, localSteps),
            new LrSchedule.Cosine(0.3),
            BATCHES.stepsPerEpoch())
        .run(state, from, EPOCHS, listener);
  }

  /** Settings for Spark SQL, whose own classes are not registered. */
  public static SparkConf forSql(SparkConf conf) {
    return conf.set("spark.kryo.registrationRequired", "false");
  }

  public static SparkConf conf(String master) {
    return FrostKryo.configure(new SparkConf(false))
        .setMaster(master)
        .setAppName("test")
        .set("spark.ui.enabled", "false")
        .set("spark.driver.host", "127.0.0.1")
        .set("spark.driver.bindAddress", "127.0.0.1");
  }
}
