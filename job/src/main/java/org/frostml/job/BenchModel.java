package org.frostml.job;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.frostml.bench.StepProblem;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Network;
import org.frostml.nn.Shard;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.Level;
import org.frostml.sparse.Support;
import org.frostml.train.LocalObjective;
import org.frostml.train.MiniBatches;

/** The constants of {@link CostModel}, measured; rounds it foretells, beside measured ones. */
final class BenchModel {
  private static final double DENSITY = 0.05;
  private static final int H = 19;
  private static final String EXACT = "exact coarse step";
  private static final String ROUND = "round of 19";
  private static final String FINE = "fine step";

  /** Bytes a second of 10 Gbit/s. */
  private static final double LINK = 1.25e9;

  /** Cores of a foretold executor. */
  private static final int CORES = 16;

  /** Examples a shard gives to a step. */
  private static final int EXAMPLES = 64;

  private static final List<Integer> SHARDS = List.of(1, 2, 4, 8);

  /** Messages stay in memory here, so that a link of any speed will do. */
  private static final double NO_LINK = Double.POSITIVE_INFINITY;

  private final BenchTimer timer;
  private final Kernels kernels;
  private final JavaSparkContext spark;
  private final int slots;

  /**
   * @param spark in local mode
   */
  BenchModel(BenchTimer timer, Kernels kernels, JavaSparkContext spark) {
    this.timer = timer;
    this.kernels = kernels;
    this.spark = spark;
    slots = spark.defaultParallelism();
  }

  /** Measures, foretells, and says how far off that was. */
  List<BenchTable> run(Network network) {
    CostModel.Load load = load(network);
    List<CostModel> models = new ArrayList<>();
    for (int threads = 1; threads <= slots; threads++) {
      models.add(constants(network, load, threads));
    }
    CostModel all = models.get(slots - 1);
    return List.of(constants(all), check(network, load, models), forecast(all));
  }

  private static CostModel.Load load(Network network) {
    // Dense SGD takes two passes over the first layer and three over the others.
    double multiplyAdds = network.layout().weights();
    return new CostModel.Load(network.layout().size(), DENSITY, multiplyAdds, EXAMPLES);
  }

  /** The constants where so many threads work at once. */
  private CostModel constants(Network network, CostModel.Load load, int threads) {
    double[] coarse = new double[2];
    double[] fine = new double[2];
    for (int i = 0; i < 2; i++) {
      MiniBatches batches = StepProblem.batches((i + 1) * EXAMPLES * threads, threads);
      try (LocalObjective objective =
          new LocalObjective(
              network, kernels, threads, batches, StepProblem.shards(network, threads))) {
        StepProblem problem = StepProblem.sparse(objective, network, DENSITY);
        Map<String, BenchTimer.Times> times =
            timer.alternate(Map.of("coarse", problem::coarse, "fine", problem::fine));
        coarse[i] = times.get("coarse").median();
        fine[i] = times.get("fine").median();
      }
    }
    double add = addSeconds(network);
    // Twice the examples cost twice the work and once the update.
    double fineWork = fine[1] - fine[0];
    double update = (fine[0] - fineWork) / load.parameters() - (threads == 1 ? 0 : threads * add);
    double job = jobSeconds(1);
    double task = Math.max(0, (jobSeconds(8) - job) / 7);
    return new CostModel(
        job - task,
        task,
        (coarse[1] - coarse[0]) / load.coarseWork(),
        fineWork / load.fineWork(),
        add,
        Math.max(0, update),
        NO_LINK);
  }

  /** An exact step of a network that costs nothing. */
  private double jobSeconds(int shards) {
    return measured(Network.mlp(8, List.of(), 2), shards).get(EXACT).median();
  }

  private double addSeconds(Network network) {
    Support support = Support.full(network.layout(), 0);
    Gradient sum = Gradient.zero(Level.FINE, support);
    Gradient part = Gradient.zero(Level.FINE, support);
    return timer.alternate(Map.of("add", () -> sum.add(part))).get("add").median()
        / network.layout().size();
  }

  /** Steps and a round on Spark, timed in turn. */
  private Map<String, BenchTimer.Times> measured(Network network, int count) {
    JavaRDD<Shard> shards = BenchSpark.shards(spark, network, count);
    MiniBatches batches = StepProblem.batches(EXAMPLES * count, count);
    try (SparkObjective objective =
        new SparkObjective(spark, shards, Run.of(network), batches, 1)) {
      StepProblem problem = StepProblem.sparse(objective, network, DENSITY);
      Map<String, Runnable> work = new LinkedHashMap<>();
      work.put(EXACT, problem::coarse);
      work.put(ROUND, () -> problem.round(H));
      work.put(FINE, problem::fine);
      return timer.alternate(work);
    } finally {
      shards.unpersist();
    }
  }

  private static BenchTable constants(CostModel model) {
    return new BenchTable(
        "model constants",
        "Constants of the cost model",
        "Measured on this machine with all its cores at work, single-precision numbers.",
        List.of("what", "value"),
        List.of(
            List.of("a job", Bench.number(model.job() * 1e3, 2) + " ms"),
            List.of("each of its tasks", Bench.number(model.task() * 1e3, 3) + " ms"),
            List.of("coarse steps, a core", gigaflops(model.coarse())),
            List.of("fine steps, a core", gigaflops(model.fine())),
            List.of("adding a number to the sum", nanos(model.add())),
            List.of("a fine step's update, a parameter", nanos(model.update()))));
  }

  private static String gigaflops(double secondsAMultiplyAdd) {
    return Bench.number(2e-9 / secondsAMultiplyAdd, 1) + " GF/s";
  }

  private static String nanos(double seconds) {
    return Bench.number(seconds * 1e9, 2) + " ns";
  }

  private BenchTable check(Network network, CostModel.Load load, List<CostModel> models) {
    List<List<String>> rows = new ArrayList<>();
    for (int count : SHARDS) {
      CostModel model = models.get(Math.min(count, slots) - 1);
      CostModel.Size size = new CostModel.Size(slots, count);
      Map<String, BenchTimer.Times> times = measured(network, count);
      rows.add(row(count, EXACT, model.round(load, size, 1), times));
      rows.add(row(count, ROUND, model.round(load, size, H), times));
      rows.add(row(count, FINE, model.fine(load, size), times));
    }
    return new BenchTable(
        "model check",
        "Foretold and measured, " + Bench.shape(network),
        "Density 5 %, " + EXAMPLES + " examples a shard, " + spark.master() + ".",
        List.of("shards", "what", "foretold, ms", "measured, ms", "off by"),
        rows);
  }

  private static List<String> row(
      int shards, String what, double foretold, Map<String, BenchTimer.Times> times) {
    double measured = times.get(what).median();
    return List.of(
        Integer.toString(shards),
        what,
        Bench.millis(foretold),
        Bench.millis(measured),
        Bench.percent(foretold / measured - 1));
  }

  /** A network of the size of ResNet-50, should its layers run as ours do. */
  private static BenchTable forecast(CostModel here) {
    CostModel cluster = here.on(LINK, CORES);
    List<List<String>> rows = new ArrayList<>();
    for (double density : new double[] {0.02, 0.05, 1}) {
      CostModel.Load load = new CostModel.Load(25_600_000, density, 4.1e9, 32);
      for (int executors : new int[] {10, 100, 1000}) {
        CostModel.Size size = new CostModel.Size(executors, executors);
        double exact = cluster.cycle(load, size, H, 1);
        double rounds = cluster.cycle(load, size, H, H);
        double examples = (double) executors * load.examples();
        rows.add(
            List.of(
                Bench.percent(density),
                Integer.toString(executors),
                Bench.number(exact, 2),
                Bench.number(examples / exact, 0),
                Bench.number(rounds, 2),
                Bench.number(examples / rounds, 0)));
      }
    }
    return new BenchTable(
        "model forecast",
        "A network of the size of ResNet-50",
        "25.6 million parameters, 4.1 billion multiply-adds an example, 32 examples a shard, m = 19;"
            + " an executor has one shard and "
            + CORES
            + " cores that share its work without loss; 10 Gbit/s in and out of every machine.",
        List.of(
            "density",
            "executors",
            "s a step, H = 1",
            "examples/s",
            "s a step, H = 19",
            "examples/s, H = 19"),
        rows);
  }
}
