package org.frostml.bench;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.frostml.Text;
import org.frostml.config.Configs;
import org.frostml.config.TrainConfig;
import org.frostml.job.data.Streamed;
import org.frostml.job.files.Hadoop;
import org.frostml.job.run.Versions;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Network;
import org.frostml.run.Preparation;
import org.frostml.train.MiniBatches;
import org.frostml.train.Totals;

/**
 * Epochs of training on Spark in turn with libtorch's dense ones: Frost's with all that belongs to
 * them, libtorch's with examples that wait in its memory, scaled and never augmented.
 */
final class TorchEpochs {
  private static final int M = 19;
  private static final int SHARDS = 2;

  /** Of libtorch's SGD: dense training as it is done, and nothing diverges. */
  private static final float RATE = 0.02f;

  private static final float MOMENTUM = 0.9f;

  /** What compiles Frost's code, and then chooses libtorch's layout. */
  private static final BenchTimer BEFORE = new BenchTimer(5, 0.2, 2);

  private final JavaSparkContext spark;
  private final String data;
  private final Kernels kernels;
  private final double density;
  private final double share;
  private final int threads;
  private final int rounds;

  /**
   * @param data the folder with CIFAR-10's batches
   * @param share of an epoch that a turn is at least
   * @param threads of libtorch
   */
  TorchEpochs(
      JavaSparkContext spark,
      String data,
      Kernels kernels,
      double density,
      double share,
      int threads,
      int rounds) {
    this.spark = spark;
    this.data = data;
    this.kernels = kernels;
    this.density = density;
    this.share = share;
    this.threads = threads;
    this.rounds = rounds;
  }

  BenchTable run(String name, int batch, Map<String, String> summary) throws IOException {
    TrainConfig config = config(name, batch);
    try (Streamed source = new Streamed()) {
      Preparation prepared = Preparation.of(config, source.facts(config), Versions.platform());
      Network network = prepared.network();
      new TorchCheck(network, kernels).require();
      new BenchSteps(BEFORE, kernels, batch).warmUp(network, density);
      MiniBatches batches = prepared.batches();
      int few = (int) Math.ceil(share * batches.stepsPerEpoch());
      // Nobody here holds the examples: they are to leave Java's memory when libtorch has them.
      try (TorchNetwork torch =
          faster(
              network,
              TorchExamples.first(
                  source.train(config.data()), prepared.data().scaling(), batch, few))) {
        Turns turns = new Turns(torch, batches);
        new TrainingTurns(prepared, share, rounds + 1, turns::take).run(spark, source, config);
        return turns.table(name, summary);
      }
    }
  }

  /** The settings of a network, as they are but for what is compared here. */
  private TrainConfig config(String name, int batch) throws IOException {
    Map<String, Object> given = new LinkedHashMap<>();
    given.put("data.path", data);
    given.put("batchSize", batch);
    given.put("shards", SHARDS);
    given.put("density.target", density);
    // Libtorch's loss has none here.
    given.put("network.smoothing", 0);
    given.put("network.precision", kernels.isExact() ? "float32" : "bfloat16");
    given.put("freeze.m", M);
    given.put("freeze.localSteps", M);
    return Configs.read(
            List.of(
                Hadoop.configuration("conf/cifar-" + name + ".conf"),
                ConfigFactory.parseMap(given)))
        .config();
  }

  /** The network in libtorch's faster layout, with all the examples. */
  private static TorchNetwork faster(Network network, List<TorchExamples> examples) {
    try (TorchLayouts layouts =
        new TorchLayouts(network, examples.get(0), () -> TorchNetwork.sgd(RATE, MOMENTUM))) {
      TorchMaps maps = TorchLayouts.faster(BEFORE.alternate(layouts.steps()));
      TorchNetwork torch = layouts.take(maps);
      examples.subList(1, examples.size()).forEach(torch::add);
      return torch;
    }
  }

  /** What each turn took, scaled to an epoch. */
  private final class Turns {
    private final TorchNetwork torch;
    private final MiniBatches batches;
    private final BenchTurns seconds = new BenchTurns(rounds);
    private final String ours =
        "Frost, " + Text.percent(density) + (kernels.isExact() ? "" : ", bfloat16");
    private final String theirs;

    // The first turn warms up.
    private int round = -1;
    private Totals last;

    Turns(TorchNetwork torch, MiniBatches batches) {
      this.torch = torch;
      this.batches = batches;
      theirs = torch.maps() + ", " + Text.count(threads, "thread");
    }

    /** Notes a turn of Frost's, and has libtorch take as many steps. */
    void take(TrainingTurns.Turn turn) {
      last = turn.totals();
      seconds.add(round, ours, epoch(turn.seconds()));
      long begun = System.nanoTime();
      double loss = 0;
      for (long step = 0; step < last.steps(); step++) {
        loss = torch.step();
      }
      seconds.add(round, theirs, epoch((System.nanoTime() - begun) * 1e-9));
      if (!Double.isFinite(loss)) {
        throw new IllegalStateException("the loss by libtorch is " + loss);
      }
      round++;
    }

    private double epoch(double turn) {
      return turn * batches.stepsPerEpoch() / last.steps();
    }

    BenchTable table(String name, Map<String, String> summary) {
      String of = name + ", batch " + batches.batchSize();
      summary.put(
          "libtorch's dense epoch / an epoch on Spark at " + Text.percent(density) + ", " + of,
          Bench.number(seconds.median(theirs) / seconds.first(), 1));
      return new BenchTable(
          "convolution epochs beside libtorch, " + of,
          "An epoch of " + name + " on Spark beside libtorch, batch " + batches.batchSize(),
          "Frost on "
              + spark.master()
              + " with conf/cifar-"
              + name
              + ".conf in "
              + Text.count(batches.shards(), "shard")
              + ", H = m = "
              + M
              + ": exchange, fine steps, masks, data and augmentation included, without evaluation;"
              + " in the last turn a mean density of "
              + Text.percent(last.meanDensity())
              + " and "
              + Text.percent(last.flopsRatio())
              + " of dense FLOPs. "
              + TorchMaps.version()
              + " in its faster layout: dense steps of SGD with momentum over as many examples,"
              + " which are in its memory already, scaled and not augmented. Medians of "
              + Text.count(rounds, "turn")
              + " by the clock on the wall, of "
              + last.steps()
              + " steps each"
              + (last.steps() == batches.stepsPerEpoch()
                  ? ", an epoch."
                  : ", as seconds of an epoch's " + batches.stepsPerEpoch() + "."),
          BenchTurns.EPOCHS,
          seconds.epochs(batches.stepsPerEpoch() * batches.batchSize()));
    }
  }
}
