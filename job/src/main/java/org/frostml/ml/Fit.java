package org.frostml.ml;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.param.shared.HasThresholds;
import org.apache.spark.sql.Dataset;
import org.frostml.FrostException;
import org.frostml.Reasons;
import org.frostml.Sha256;
import org.frostml.config.RunSettings;
import org.frostml.config.TrainConfig;
import org.frostml.data.Facts;
import org.frostml.io.ModelFile;
import org.frostml.job.files.Hadoop;
import org.frostml.job.files.Models;
import org.frostml.job.run.RunFolder;
import org.frostml.job.run.SparkData;
import org.frostml.job.run.SparkEngine;
import org.frostml.job.run.Versions;
import org.frostml.nn.Labels;
import org.frostml.run.Engine;
import org.frostml.run.Preparation;
import org.frostml.run.RunStore;
import org.frostml.run.Training;
import org.frostml.sparse.Weights;
import org.frostml.train.Model;

/**
 * What fit does: a run on the caller's thread, so that its jobs are the caller's group's and end
 * with it, which leaves the session as it was.
 */
final class Fit {
  private static final String DESCRIPTION = "spark.job.description";
  private static final int FOLDER_NAME = 16;

  /** Of every folder that a fit of this JVM is or was in. */
  private static final Map<String, Object> FOLDERS = new ConcurrentHashMap<>();

  private Fit() {}

  /**
   * What came out.
   *
   * @param file the model's, as bytes
   */
  record Fitted(byte[] file, FrostTrainingSummary summary) {}

  /** Trains. */
  static Fitted of(FrostEstimator<?> params, Dataset<?> table) {
    SparkContext spark = table.sparkSession().sparkContext();
    String description = spark.getLocalProperty(DESCRIPTION);
    try {
      return of(params, table, new JavaSparkContext(spark));
    } catch (IOException e) {
      throw new FrostException(params.uid() + ": " + Reasons.of(e), e);
    } finally {
      spark.setLocalProperty(DESCRIPTION, description);
    }
  }

  /** What can be refused without a job is, before the table is read. */
  private static Fitted of(FrostEstimator<?> params, Dataset<?> table, JavaSparkContext spark)
      throws IOException {
    RunSettings settings = Settings.of(params);
    Optional<Model> initial = initial(params.getInitialModel());
    Optional<Path> folder = folder(params.getCheckpointDir());
    try (FitTable source = FitTable.of(params, table, settings.config())) {
      if (params instanceof HasThresholds decided) {
        ClassScores.requireThresholds(decided, source.labels().count());
      }
      return train(params, settings, initial, folder, source, spark);
    }
  }

  private static Fitted train(
      FrostParams params,
      RunSettings settings,
      Optional<Model> initial,
      Optional<Path> folder,
      FitTable source,
      JavaSparkContext spark)
      throws IOException {
    TrainConfig config = settings.config();
    Facts facts = source.facts(config);
    Facts taken = initial.map(model -> as(model, facts, params)).orElse(facts);
    Preparation prepared = Preparation.of(config, taken, Versions.platform());
    initial.ifPresent(model -> requireSame(model, prepared, params));
    Optional<Weights> weights = initial.map(Model::weights);
    if (folder.isEmpty()) {
      InMemory store = new InMemory();
      Training.Trained trained = train(settings, prepared, weights, source, spark, store, "memory");
      return new Fitted(store.model(), new FrostTrainingSummary(params.uid(), trained));
    }
    String own = folder.get() + "/" + name(settings, prepared, initial);
    // Two equal fits at a time, as of a grid over thresholds: the second finds what the first made.
    synchronized (FOLDERS.computeIfAbsent(own, name -> new Object())) {
      return inFolder(settings, prepared, weights, source, spark, own, params);
    }
  }

  private static Fitted inFolder(
      RunSettings settings,
      Preparation prepared,
      Optional<Weights> weights,
      FitTable source,
      JavaSparkContext spark,
      String own,
      FrostParams params)
      throws IOException {
    try (RunFolder store = RunFolder.claim(own, false, true)) {
      Training.Trained trained = train(settings, prepared, weights, source, spark, store, own);
      return new Fitted(
          ModelFile.bytes(Models.load(own)), new FrostTrainingSummary(params.uid(), trained));
    }
  }

  private static Optional<Model> initial(String path) throws IOException {
    return path.isBlank() ? Optional.empty() : Optional.of(Models.load(path));
  }

  /** Of checkpoints, there or to be made. */
  private static Optional<Path> folder(String path) throws IOException {
    return path.isBlank() ? Optional.empty() : Optional.of(Hadoop.qualified(path));
  }

  /** Its weights mean what they did only for features and values that it takes as it did. */
  private static Facts as(Model model, Facts facts, FrostParams params) {
    requireSame("features", model.inputs().width(), facts.inputs().width(), params);
    return facts.as(
        model.network().in(),
        model.inputs(),
        model.features(),
        model.scaling(),
        model.network().loss().scale());
  }

  private static void requireSame(Model model, Preparation prepared, FrostParams params) {
    requireSame("layers", model.network().spec(), prepared.network().spec(), params);
    Labels its = model.labels();
    Labels here = prepared.data().labels();
    requireSame("labels", its.describe(), here.describe(), params);
    if (here.classes() && !isNumbered(its) && !isNumbered(here)) {
      requireSame("classes", its.names(), here.names(), params);
    }
  }

  /** Whether nothing is known of classes but how many they are. */
  private static boolean isNumbered(Labels labels) {
    return labels.names().equals(Labels.numbered(labels.count()).names());
  }

  private static void requireSame(String what, Object its, Object here, FrostParams params) {
    if (!its.equals(here)) {
      throw new FrostException(
          "initialModel "
              + params.getInitialModel()
              + " has other "
              + what
              + ": "
              + its
              + ", here they are "
              + here);
    }
  }

  /** The same settings, rows and first weights have the same folder. */
  private static String name(RunSettings settings, Preparation prepared, Optional<Model> initial)
      throws IOException {
    MessageDigest sha256 = Sha256.begin();
    sha256.update(settings.text().getBytes(StandardCharsets.UTF_8));
    sha256.update(prepared.provenance().training().sha256().getBytes(StandardCharsets.UTF_8));
    sha256.update(prepared.data().labels().names().toString().getBytes(StandardCharsets.UTF_8));
    if (initial.isPresent()) {
      sha256.update(ModelFile.bytes(initial.get()));
    }
    return "fit-" + Sha256.soFar(sha256).substring(0, FOLDER_NAME);
  }

  private static Training.Trained train(
      RunSettings settings,
      Preparation prepared,
      Optional<Weights> initial,
      FitTable source,
      JavaSparkContext spark,
      RunStore store,
      String name)
      throws IOException {
    TrainConfig config = settings.config();
    Training training = Training.begin(config, settings.text(), prepared, store, name, initial);
    try (SparkData data = new SparkData(spark, source);
        Engine engine = new SparkEngine(spark, data, config, prepared);
        EpochLog progress = new EpochLog(config.epochs())) {
      return training.run(engine, progress, config.epochs(), () -> false);
    }
  }
}
