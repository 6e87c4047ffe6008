package org.frostml.job;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.frostml.FrostException;
import org.frostml.config.Configs;
import org.frostml.config.TrainConfig;
import org.frostml.data.Examples;
import org.frostml.io.Json;
import org.frostml.nn.Shard;
import org.frostml.optim.OptimState;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Weights;
import org.frostml.train.Checkpoint;
import org.frostml.train.CycleMetrics;
import org.frostml.train.Evaluator;
import org.frostml.train.MiniBatches;
import org.frostml.train.Model;
import org.frostml.train.Position;
import org.frostml.train.Totals;
import org.frostml.train.Trainer;
import org.frostml.train.Watch;

/** A configured run on Spark, from cached shards to the files of its run folder. */
final class Training {
  private final TrainConfig config;
  private final Preparation prepared;
  private final JavaSparkContext spark;
  private final RunFolder folder;
  private final Checkpoints checkpoints;
  private final PrintWriter console;

  Training(
      TrainConfig config,
      Preparation prepared,
      JavaSparkContext spark,
      RunFolder folder,
      Checkpoints checkpoints,
      PrintWriter console) {
    this.config = config;
    this.prepared = prepared;
    this.spark = spark;
    this.folder = folder;
    this.checkpoints = checkpoints;
    this.console = console;
  }

  /**
   * Trains, from a checkpoint on if there is one, and writes metrics.jsonl, checkpoints and the
   * best model as it goes, then model.safetensors and summary.json.
   */
  Summary run(Optional<Checkpoint> start) throws IOException {
    Run run = prepared.run();
    MiniBatches batches = prepared.batches();
    JavaRDD<Shard> train = shards(prepared.train());
    JavaRDD<Shard> test = shards(prepared.test());
    Optional<JavaRDD<Shard>> validation = prepared.validation().map(this::shards);
    List<JavaRDD<Shard>> parts =
        Stream.concat(Stream.of(train, test), validation.stream()).toList();
    DataSource.load(spark, parts);
    Position from = start.map(Checkpoint::at).orElse(Position.START);
    try (SparkObjective objective =
            new SparkObjective(spark, train, run, batches, config.epochs());
        Progress progress =
            Progress.of(console, from.next(), config.epochs(), batches.stepsPerEpoch())) {
      OptimState state = state(start);
      Totals totals = new Totals(prepared.network());
      Optional<Evaluator> training =
          config.fineGradient().isFull()
              ? Optional.of(new SparkEvaluator(spark, train, run))
              : Optional.empty();
      Watch watch = new Watch(config.metricsSteps(), config.optimizer(), state, training);
      MetricsLog log = new MetricsLog();
      BestModel best =
          new BestModel(
              config.stopping(),
              folder,
              (weights, epoch) -> model(weights, epoch, log.cycle(epoch)));
      Recorder recorder =
          new Recorder(
              folder,
              checkpoints,
              provenance(),
              new SparkEvaluator(spark, test, run),
              validation.map(shards -> new SparkEvaluator(spark, shards, run)),
              best,
              objective.exchange(),
              progress,
              totals,
              watch,
              log,
              (long) config.epochs() * batches.stepsPerEpoch());
      start.ifPresent(recorder::resume);
      Trainer trainer =
          new Trainer(
              objective,
              config.optimizer(),
              config.freeze(),
              config.fineGradient(),
              config.schedule(),
              batches.stepsPerEpoch());
      try {
        trainer.run(state, from, config.epochs(), recorder, best::isEnough);
      } catch (RuntimeException e) {
        recorder.save(state, e);
        throw e;
      }
      EpochMetrics last = recorder.last();
      return summarize(last, best.finish(last, state.weights()), totals);
    } finally {
      parts.forEach(shards -> shards.unpersist(false));
    }
  }

  private OptimState state(Optional<Checkpoint> start) {
    Layout layout = prepared.layout();
    if (start.isEmpty()) {
      return config.optimizer().init(layout, config.init().theta(layout, config.seed()));
    }
    try {
      return start.get().state(config.optimizer(), layout);
    } catch (IllegalArgumentException e) {
      throw new FrostException(
          "the checkpoint of step " + start.get().at().next() + " does not fit: " + e.getMessage(),
          e);
    }
  }

  private JavaRDD<Shard> shards(Examples examples) {
    return DataSource.shards(
        spark, examples, config.seed(), config.shards(), prepared.survey().standardizer());
  }

  private Model model(Weights weights, int epoch, Optional<CycleMetrics> cycle) {
    Map<String, String> provenance = provenance();
    provenance.put(BestModel.EPOCH, Integer.toString(epoch));
    cycle.ifPresent(metrics -> provenance.put("cycle", Json.line(metrics).strip()));
    return new Model(prepared.network(), weights, prepared.survey().standardizer(), provenance);
  }

  private Summary summarize(EpochMetrics last, BestModel.Kept kept, Totals totals) {
    Summary summary =
        Summary.of(last, kept, totals, config.seed(), prepared.run(), config.shards());
    folder.write("summary.json", Json.file(summary));
    return summary;
  }

  private Map<String, String> provenance() {
    Map<String, String> provenance = new LinkedHashMap<>();
    provenance.put("seed", Long.toString(config.seed()));
    provenance.put("data.name", prepared.train().name());
    provenance.put("data.examples", Integer.toString(prepared.train().size()));
    provenance.put(Preparation.SHA256, prepared.survey().fingerprint());
    provenance.put("frost.version", Versions.frost());
    provenance.put("spark.version", Versions.spark());
    provenance.put("java.version", Versions.java());
    provenance.put(Preparation.KERNELS, prepared.run().kernels());
    provenance.put(TrainCommand.CONFIG, Configs.render(config.resolved()));
    return provenance;
  }
}
