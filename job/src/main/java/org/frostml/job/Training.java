package org.frostml.job;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.frostml.config.Configs;
import org.frostml.config.TrainConfig;
import org.frostml.data.Examples;
import org.frostml.io.Json;
import org.frostml.io.ModelFile;
import org.frostml.nn.Shard;
import org.frostml.optim.OptimState;
import org.frostml.sparse.Score;
import org.frostml.train.DivergedException;
import org.frostml.train.Evaluator;
import org.frostml.train.Listener;
import org.frostml.train.MiniBatches;
import org.frostml.train.Model;
import org.frostml.train.StepMetrics;
import org.frostml.train.Totals;
import org.frostml.train.Trainer;

/** A configured run on Spark, from cached shards to the files of its run folder. */
final class Training {
  private final TrainConfig config;
  private final Preparation prepared;
  private final JavaSparkContext spark;
  private final RunFolder folder;
  private final PrintWriter console;

  Training(
      TrainConfig config,
      Preparation prepared,
      JavaSparkContext spark,
      RunFolder folder,
      PrintWriter console) {
    this.config = config;
    this.prepared = prepared;
    this.spark = spark;
    this.folder = folder;
    this.console = console;
  }

  /** Trains, and writes metrics.jsonl as it goes, then model.safetensors and summary.json. */
  Summary run() throws IOException {
    Run run = prepared.run();
    MiniBatches batches = prepared.batches();
    JavaRDD<Shard> train = shards(prepared.train());
    JavaRDD<Shard> test = shards(prepared.test());
    try (SparkObjective objective =
            new SparkObjective(spark, train, run, batches, config.epochs());
        Progress progress = Progress.of(console, config.epochs(), batches.stepsPerEpoch())) {
      OptimState state =
          config
              .optimizer()
              .init(
                  prepared.network().layout(),
                  config.init().theta(prepared.network().layout(), config.seed()));
      Recorder recorder =
          new Recorder(new SparkEvaluator(spark, test, run), objective.exchange(), progress);
      new Trainer(
              objective,
              config.optimizer(),
              config.freeze(),
              config.schedule(),
              batches.stepsPerEpoch())
          .run(state, config.epochs(), recorder);
      return finish(state, recorder);
    } finally {
      train.unpersist(false);
      test.unpersist(false);
    }
  }

  private JavaRDD<Shard> shards(Examples examples) {
    return DataSource.shards(
        spark, examples, config.seed(), config.shards(), prepared.survey().standardizer());
  }

  private Summary finish(OptimState state, Recorder recorder) throws IOException {
    Model model =
        new Model(
            prepared.network(), state.weights(), prepared.survey().standardizer(), provenance());
    folder.write(Models.FILE, stream -> ModelFile.write(model, stream));
    Summary summary =
        Summary.of(
            recorder.last,
            state,
            recorder.totals.examplesPerSecond(),
            config.seed(),
            prepared.run(),
            config.shards());
    folder.write("summary.json", Json.file(summary));
    return summary;
  }

  private Map<String, String> provenance() {
    Map<String, String> provenance = new LinkedHashMap<>();
    provenance.put("seed", Long.toString(config.seed()));
    provenance.put("data.name", prepared.train().name());
    provenance.put("data.examples", Integer.toString(prepared.train().size()));
    provenance.put("data.sha256", prepared.survey().fingerprint());
    provenance.put("frost.version", Versions.frost());
    provenance.put("spark.version", Versions.spark());
    provenance.put("java.version", Versions.java());
    provenance.put("kernels", prepared.run().kernels());
    provenance.put(TrainCommand.CONFIG, Configs.render(config.resolved()));
    return provenance;
  }

  /** Evaluates after every epoch and writes down what happened. */
  private final class Recorder implements Listener {
    private final Evaluator evaluator;
    private final Exchange exchange;
    private final Progress progress;
    private final Totals totals = new Totals(prepared.network());
    private final StringBuilder lines = new StringBuilder();
    private Score epochScore = Score.NONE;
    private double secondsBefore;
    private StepMetrics lastStep;
    private EpochMetrics last;

    Recorder(Evaluator evaluator, Exchange exchange, Progress progress) {
      this.evaluator = evaluator;
      this.exchange = exchange;
      this.progress = progress;
    }

    @Override
    public void step(StepMetrics step, OptimState state) {
      Interrupt.check();
      lastStep = step;
      epochScore = epochScore.plus(step.work().score());
      totals.step(step, state);
      progress.step(step, state);
    }

    @Override
    public void epoch(int epoch, OptimState state) {
      Score test = evaluator.score(state.weights());
      if (!Double.isFinite(test.loss())) {
        throw new DivergedException(lastStep.first(), epoch, test.loss(), lastStep.rate());
      }
      last =
          new EpochMetrics(
              epoch + 1,
              totals.steps(),
              epochScore.meanLoss(),
              test.meanLoss(),
              test.accuracy(),
              state.density(),
              state.lambda(),
              lastStep.rate(),
              totals.flopsRatio(),
              exchange.ratio(),
              epochScore.examples() / (totals.seconds() - secondsBefore),
              totals.seconds());
      progress.show(last);
      epochScore = Score.NONE;
      secondsBefore = totals.seconds();
      try {
        folder.write("metrics.jsonl", lines.append(Json.line(last)).toString());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
