package org.frostml.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.frostml.Text;
import org.frostml.job.spark.Run;
import org.frostml.job.spark.SharedRun;
import org.frostml.job.spark.SparkObjective;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Loss;
import org.frostml.nn.Network;
import org.frostml.nn.Shape;
import org.frostml.nn.Shard;
import org.frostml.train.LocalObjective;
import org.frostml.train.MiniBatches;

/** What Spark costs: the same steps on an RDD of two shards and on two threads of this JVM. */
final class BenchSpark {
  private static final int BATCH = 128;
  private static final int SHARDS = 2;
  private static final int M = 19;
  private static final double DENSITY = 0.05;
  private static final String EXACT = "exact coarse step";
  private static final String CYCLE = "cycle, m = 19, H = 19";

  private final BenchTimer timer;
  private final Kernels kernels;
  private final JavaSparkContext spark;

  BenchSpark(BenchTimer timer, Kernels kernels, JavaSparkContext spark) {
    this.timer = timer;
    this.kernels = kernels;
    this.spark = spark;
  }

  BenchTable run(Network network, Map<String, String> summary) {
    MiniBatches batches = StepProblem.batches(BATCH, SHARDS);
    JavaRDD<Shard> shards = shards(spark, network, SHARDS);
    List<List<String>> rows = new ArrayList<>();
    try (SharedRun run = SharedRun.open(spark, Run.of(network));
        SparkObjective remote = new SparkObjective(run, shards, false, batches, 1);
        LocalObjective local =
            new LocalObjective(
                network, kernels, SHARDS, batches, StepProblem.shards(network, SHARDS))) {
      StepProblem there = StepProblem.sparse(remote, network, DENSITY);
      StepProblem here = StepProblem.sparse(local, network, DENSITY);
      Map<String, Integer> steps = new LinkedHashMap<>();
      Map<String, Runnable> work = new LinkedHashMap<>();
      add(work, steps, EXACT, 1, there::coarse, here::coarse);
      add(work, steps, "fine step", 1, there::fine, here::fine);
      for (int h : new int[] {10, 19, 50}) {
        add(work, steps, "round of " + h, h, () -> there.round(h), () -> here.round(h));
      }
      add(
          work,
          steps,
          "cycle, m = 19, H = 1",
          M + 1,
          () -> there.cycle(19, 1),
          () -> here.cycle(19, 1));
      add(work, steps, CYCLE, 20, () -> there.cycle(M, M), () -> here.cycle(M, M));
      Map<String, BenchTimer.Times> times = timer.alternate(work);
      steps.forEach((name, count) -> rows.add(row(name, count, times)));
      double exact = times.get("Spark " + EXACT).median();
      summary.put(
          "overhead of Spark on an exact step, " + Bench.shape(network),
          Bench.millis(exact - times.get("JVM " + EXACT).median()) + " ms");
      summary.put(
          "examples/s on Spark as a share of one JVM's, m = H = 19, " + Bench.shape(network),
          Text.percent(times.get("JVM " + CYCLE).median() / times.get("Spark " + CYCLE).median()));
    } finally {
      shards.unpersist();
    }
    return new BenchTable(
        "spark " + Bench.shape(network),
        "Spark beside the trainer in one JVM, " + Bench.shape(network),
        "Density 5 %, a batch of 128 in two shards, "
            + spark.master()
            + " against two threads. A cycle is a fine step and 19 coarse ones.",
        List.of(
            "what",
            "Spark, ms",
            "least - most",
            "one JVM, ms",
            "overhead, ms",
            "Spark's examples/s",
            "share of one JVM's"),
        rows);
  }

  /** Bytes of Frost's messages, counted as they are sent. */
  BenchTable bytes(List<Network> networks, Map<String, String> summary) {
    List<List<String>> rows = new ArrayList<>();
    for (Network network : networks) {
      JavaRDD<Shard> shards = shards(spark, network, SHARDS);
      for (int h : new int[] {1, 10, 19}) {
        MiniBatches batches = StepProblem.batches(BATCH, SHARDS);
        try (SharedRun run = SharedRun.open(spark, Run.of(network));
            SparkObjective objective = new SparkObjective(run, shards, false, batches, 1)) {
          StepProblem problem = StepProblem.sparse(objective, network, DENSITY);
          long before = objective.exchange().bytes();
          problem.cycle(M, h);
          double bytes = (objective.exchange().bytes() - before) / (M + 1.0);
          double dense = 2.0 * Float.BYTES * network.layout().size() * SHARDS;
          rows.add(
              List.of(
                  Bench.shape(network),
                  "m = 19, H = " + h,
                  Bench.number(bytes / 1024, 1),
                  Bench.number(dense / 1024, 1),
                  Bench.number(bytes / dense, 4)));
          if (h == M) {
            summary.put(
                "exchange ratio at 5 %, m = H = 19, " + Bench.shape(network),
                Bench.number(bytes / dense, 4));
          }
        }
      }
      shards.unpersist();
    }
    return new BenchTable(
        "bytes",
        "Bytes between driver and executors",
        "A cycle's messages, counted as they are sent: KiB per step, both ways and both shards, new"
            + " supports included.",
        List.of("network", "steps", "KiB per step", "dense float32, KiB", "ratio"),
        rows);
  }

  private static void add(
      Map<String, Runnable> work,
      Map<String, Integer> steps,
      String name,
      int count,
      Runnable there,
      Runnable here) {
    steps.put(name, count);
    work.put("Spark " + name, there);
    work.put("JVM " + name, here);
  }

  private static List<String> row(String name, int steps, Map<String, BenchTimer.Times> times) {
    BenchTimer.Times there = times.get("Spark " + name);
    double here = times.get("JVM " + name).median();
    return List.of(
        name,
        Bench.millis(there.median()),
        Bench.millis(there.least()) + " - " + Bench.millis(there.most()),
        Bench.millis(here),
        Bench.millis(there.median() - here),
        Bench.number(BATCH * steps / there.median(), 0),
        Text.percent(here / there.median()));
  }

  /** Random examples for a network, cached. */
  static JavaRDD<Shard> shards(JavaSparkContext spark, Network network, int count) {
    String spec = network.spec();
    Shape in = network.in();
    Loss loss = network.loss();
    List<Integer> indices = IntStream.range(0, count).boxed().toList();
    JavaRDD<Shard> shards =
        spark
            .parallelize(indices, count)
            .map(i -> StepProblem.shard(i, Network.parse(in, spec, loss)))
            .persist(StorageLevel.MEMORY_AND_DISK());
    shards.count();
    return shards;
  }
}
