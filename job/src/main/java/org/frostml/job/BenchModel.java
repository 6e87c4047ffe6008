package org.frostml.job;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.frostml.bench.StepProblem;
import org.frostml.nn.Network;
import org.frostml.nn.Shard;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.Level;
import org.frostml.sparse.Support;
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

  /** The most shards that are measured. */
  private static final int MANY = 8;

  /** Messages stay in memory here, so that a link of any speed will do. */
  private static final double NO_LINK = Double.POSITIVE_INFINITY;

  private final BenchTimer timer;
  private final JavaSparkContext spark;
  private final int slots;

  /**
   * @param spark in local mode
   */
  BenchModel(BenchTimer timer, JavaSparkContext spark) {
    this.timer = timer;
    this.spark = spark;
    slots = spark.defaultParallelism();
  }

  /** Measures, foretells, and says how far off that was. */
  List<BenchTable> run(Network network) {
    Map<Integer, Map<String, BenchTimer.Times>> once = new LinkedHashMap<>();
    Map<Integer, Map<String, BenchTimer.Times>> twice = new LinkedHashMap<>();
    for (int shards = 1; shards <= MANY; shards *= 2) {
      once.put(shards, measured(network, shards, EXAMPLES));
      if (shards <= slots) {
        twice.put(shards, measured(network, shards, 2 * EXAMPLES));
      }
    }
    // Last, when the JVM has compiled all that a job needs.
    Network nothing = Network.mlp(8, List.of(), 2);
    double one = measured(nothing, 1, EXAMPLES).get(EXACT).median();
    double many = measured(nothing, MANY, EXAMPLES).get(EXACT).median();
    double task = Math.max(0, (many - one) / (MANY - 1));
    CostModel empty = new CostModel(one - task, task, 0, 0, 0, addSeconds(network), 0, NO_LINK);
    TreeMap<Integer, CostModel> models = new TreeMap<>();
    twice.forEach(
        (shards, times) ->
            models.put(shards, fitted(empty, network, shards, once.get(shards), times)));
    CostModel busy = models.lastEntry().getValue();
    return List.of(constants(busy), check(network, models, once), forecast(busy));
  }

  private static CostModel.Load load(Network network) {
    return new CostModel.Load(
        network.layout().size(), DENSITY, network.layout().weights(), EXAMPLES);
  }

  /** The constants with so many slots at work: twice the examples are twice the work alone. */
  private CostModel fitted(
      CostModel empty,
      Network network,
      int shards,
      Map<String, BenchTimer.Times> once,
      Map<String, BenchTimer.Times> twice) {
    CostModel.Load load = load(network);
    CostModel.Size size = new CostModel.Size(slots, shards);
    double round = once.get(ROUND).median();
    double roundWork = twice.get(ROUND).median() - round;
    double fine = once.get(FINE).median();
    double fineWork = twice.get(FINE).median() - fine;
    double sum = shards * empty.add();
    double rest = round - empty.job(size) - roundWork - sum * load.active();
    double fineRest = fine - empty.job(size) - fineWork - sum * load.parameters();
    return new CostModel(
        empty.job(),
        empty.task(),
        roundWork / (H * load.coarseWork()),
        Math.max(0, rest) / (H * load.active()),
        fineWork / load.fineWork(),
        empty.add(),
        Math.max(0, fineRest) / load.parameters(),
        NO_LINK);
  }

  /** Steps and a round on Spark, timed in turn. */
  private Map<String, BenchTimer.Times> measured(Network network, int count, int examples) {
    JavaRDD<Shard> shards = BenchSpark.shards(spark, network, count);
    MiniBatches batches = StepProblem.batches(examples * count, count);
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

  private double addSeconds(Network network) {
    Support support = Support.full(network.layout(), 0);
    Gradient sum = Gradient.zero(Level.FINE, support);
    Gradient part = Gradient.zero(Level.FINE, support);
    return timer.alternate(Map.of("add", () -> sum.add(part))).get("add").median()
        / network.layout().size();
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
            List.of("a coarse step's update, an active number", nanos(model.step())),
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

  private BenchTable check(
      Network network,
      TreeMap<Integer, CostModel> models,
      Map<Integer, Map<String, BenchTimer.Times>> measured) {
    List<List<String>> rows = new ArrayList<>();
    measured.forEach(
        (shards, times) -> {
          CostModel model = models.floorEntry(shards).getValue();
          CostModel.Size size = new CostModel.Size(slots, shards);
          rows.add(row(shards, EXACT, model.round(load(network), size, 1), times));
          rows.add(row(shards, ROUND, model.round(load(network), size, H), times));
          rows.add(row(shards, FINE, model.fine(load(network), size), times));
        });
    return new BenchTable(
        "model check",
        "Foretold and measured, " + Bench.shape(network),
        "Density 5 %, "
            + EXAMPLES
            + " examples a shard, "
            + spark.master()
            + ". Rounds and fine steps of up to "
            + slots
            + " shards gave the constants; the others are foretold.",
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
