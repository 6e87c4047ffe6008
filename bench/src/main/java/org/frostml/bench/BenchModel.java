package org.frostml.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.frostml.Text;
import org.frostml.job.spark.Run;
import org.frostml.job.spark.SharedRun;
import org.frostml.job.spark.SparkObjective;
import org.frostml.nn.Network;
import org.frostml.nn.Shard;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Support;
import org.frostml.train.MiniBatches;

/** The constants of {@link CostModel}, measured; rounds it predicts, beside measured ones. */
final class BenchModel {
  private static final double DENSITY = 0.05;
  private static final int H = 19;
  private static final int RARE = 99;
  private static final String EXACT = "exact coarse step";
  private static final String ROUND = "round of 19";
  private static final String FINE = "fine step";
  private static final String ADD = "addition";

  /** Bytes a second of 10 Gbit/s. */
  private static final double LINK = 1.25e9;

  /** Cores of a predicted executor. */
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

  /** So many shards, each with so many examples a step. */
  private record Setup(Network network, int shards, int examples) {
    String name(String what) {
      return what + " " + this;
    }

    Setup twice() {
      return new Setup(network, shards, 2 * examples);
    }

    CostModel.Load load() {
      return new CostModel.Load(
          network.layout().size(),
          DENSITY,
          network.layout().weights(),
          examples,
          Float.BYTES,
          Float.BYTES);
    }
  }

  /** Measures, predicts, and says how far off that was. */
  List<BenchTable> run(Network network) {
    List<Setup> checked = new ArrayList<>();
    List<Setup> all = new ArrayList<>();
    for (int shards = 1; shards <= MANY; shards *= 2) {
      Setup setup = new Setup(network, shards, EXAMPLES);
      checked.add(setup);
      all.add(setup);
      if (shards <= slots) {
        all.add(setup.twice());
      }
    }
    Network nothing = Network.mlp(8, List.of(), 2);
    Setup one = new Setup(nothing, 1, EXAMPLES);
    Setup many = new Setup(nothing, MANY, EXAMPLES);
    all.addAll(List.of(one, many));
    Times times = new Times(measured(network, all));
    double task = Math.max(0, (times.of(many, EXACT) - times.of(one, EXACT)) / (MANY - 1));
    double add = times.median(ADD) / network.layout().size();
    CostModel empty = new CostModel(times.of(one, EXACT) - task, task, 0, 0, 0, add, 0, NO_LINK);
    TreeMap<Integer, CostModel> models = new TreeMap<>();
    for (Setup setup : checked) {
      if (setup.shards() <= slots) {
        models.put(setup.shards(), fitted(empty, setup, times));
      }
    }
    CostModel busy = models.lastEntry().getValue();
    return List.of(constants(busy), check(checked, models, times), forecast(busy));
  }

  /** Medians by setup. */
  private record Times(Map<String, BenchTimer.Times> all) {
    double of(Setup setup, String what) {
      return median(setup.name(what));
    }

    double median(String name) {
      return all.get(name).median();
    }
  }

  /** Steps and rounds of all setups, timed in turn, and an addition of two whole gradients. */
  private Map<String, BenchTimer.Times> measured(Network network, List<Setup> setups) {
    Map<String, Runnable> work = new LinkedHashMap<>();
    Support everything = Support.full(network.layout(), 0);
    Gradient sum = Gradient.zero(GradientScope.FINE, everything);
    Gradient part = Gradient.zero(GradientScope.FINE, everything);
    work.put(ADD, () -> sum.add(part));
    List<JavaRDD<Shard>> cached = new ArrayList<>();
    List<SharedRun> runs = new ArrayList<>();
    List<SparkObjective> objectives = new ArrayList<>();
    try {
      for (Setup setup : setups) {
        JavaRDD<Shard> shards = BenchSpark.shards(spark, setup.network(), setup.shards());
        cached.add(shards);
        MiniBatches batches =
            StepProblem.batches(setup.examples() * setup.shards(), setup.shards());
        SharedRun run = SharedRun.open(spark, Run.of(setup.network()));
        runs.add(run);
        SparkObjective objective = new SparkObjective(run, shards, false, batches, 1);
        objectives.add(objective);
        StepProblem problem = StepProblem.sparse(objective, setup.network(), DENSITY);
        work.put(setup.name(EXACT), problem::coarse);
        work.put(setup.name(ROUND), () -> problem.round(H));
        work.put(setup.name(FINE), problem::fine);
      }
      return timer.alternate(work);
    } finally {
      objectives.forEach(SparkObjective::close);
      runs.forEach(SharedRun::close);
      cached.forEach(JavaRDD::unpersist);
    }
  }

  /** The constants with so many slots at work: twice the examples are twice the work alone. */
  private CostModel fitted(CostModel empty, Setup setup, Times times) {
    CostModel.Load load = setup.load();
    CostModel.Size size = new CostModel.Size(slots, setup.shards());
    double round = times.of(setup, ROUND);
    double roundWork = times.of(setup.twice(), ROUND) - round;
    double fine = times.of(setup, FINE);
    double fineWork = times.of(setup.twice(), FINE) - fine;
    double sum = setup.shards() * empty.add();
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

  private BenchTable check(List<Setup> setups, TreeMap<Integer, CostModel> models, Times times) {
    List<List<String>> rows = new ArrayList<>();
    for (Setup setup : setups) {
      CostModel model = models.floorEntry(setup.shards()).getValue();
      CostModel.Size size = new CostModel.Size(slots, setup.shards());
      rows.add(row(setup, EXACT, model.round(setup.load(), size, 1), times));
      rows.add(row(setup, ROUND, model.round(setup.load(), size, H), times));
      rows.add(row(setup, FINE, model.fine(setup.load(), size), times));
    }
    return new BenchTable(
        "model check",
        "Predicted and measured, " + Bench.shape(setups.get(0).network()),
        "Density 5 %, "
            + EXAMPLES
            + " examples per shard, "
            + spark.master()
            + ", all alternating. Rounds and fine steps of up to "
            + slots
            + " shards gave the constants; the others are predicted.",
        List.of("shards", "what", "predicted, ms", "measured, ms", "off by"),
        rows);
  }

  private static List<String> row(Setup setup, String what, double predicted, Times times) {
    double measured = times.of(setup, what);
    return List.of(
        Integer.toString(setup.shards()),
        what,
        Bench.millis(predicted),
        Bench.millis(measured),
        Text.percent(predicted / measured - 1));
  }

  /** A network of the size of ResNet-50, should its layers run as ours do. */
  private static BenchTable forecast(CostModel here) {
    CostModel cluster = here.on(LINK, CORES);
    List<List<String>> rows = new ArrayList<>();
    for (double density : new double[] {0.02, 0.05, 1}) {
      CostModel.Load load =
          new CostModel.Load(25_600_000, density, 4.1e9, 32, Float.BYTES, Float.BYTES);
      CostModel.Load rounded = new CostModel.Load(25_600_000, density, 4.1e9, 32, Short.BYTES, 1);
      for (int executors : new int[] {10, 100, 1000}) {
        CostModel.Size size = new CostModel.Size(executors, executors);
        double examples = (double) executors * load.examples();
        List<String> row = new ArrayList<>();
        row.add(Text.percent(density));
        row.add(Integer.toString(executors));
        for (double seconds :
            new double[] {
              cluster.cycle(load, size, H, 1),
              cluster.cycle(load, size, H, H),
              cluster.cycle(rounded, size, H, H),
              cluster.cycle(rounded, size, RARE, RARE)
            }) {
          row.add(Bench.number(seconds, 2));
          row.add(Bench.number(examples / seconds, 0));
        }
        rows.add(row);
      }
    }
    return new BenchTable(
        "model forecast",
        "A network of the size of ResNet-50",
        "25.6 million parameters, 4.1 billion multiply-adds per example, 32 examples per shard, m = 19;"
            + " an executor has one shard and "
            + CORES
            + " cores that share its work without loss; 10 Gbit/s in and out of every machine; sums on"
            + " the driver or on executors, whichever is cheaper. Rounded: exchange.fine = int8,"
            + " exchange.active = bfloat16.",
        List.of(
            "density",
            "executors",
            "s per step, H = 1",
            "examples/s",
            "s per step, H = 19",
            "examples/s, H = 19",
            "s per step, H = 19, rounded",
            "examples/s, H = 19, rounded",
            "s per step, m = H = 99, rounded",
            "examples/s, m = H = 99, rounded"),
        rows);
  }
}
